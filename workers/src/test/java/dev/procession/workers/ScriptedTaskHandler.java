// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import static dev.procession.workers.TestTasks.checkpoint;
import static dev.procession.workers.TestTasks.result;

import dev.procession.messaging.Addresses;
import dev.procession.workers.spi.HeldTask;
import dev.procession.workers.spi.HeldTask.Interruption;
import dev.procession.workers.spi.TaskHandler;
import dev.procession.workers.spi.WorkerExit;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * What worker JVMs of the tests run: tasks {@code NAME ACTION}. The action happens once; a task that begins again after a loss
 * completes.
 */
public final class ScriptedTaskHandler implements TaskHandler {

    @Override
    public String kind() {
        return TestTasks.KIND;
    }

    @Override
    public void run(HeldTask task) {
        String[] words = TestTasks.text(task).split(" ", 2);
        String name = words[0];
        boolean again = task.lastValue(Addresses.CHECKPOINTS, name) != null;
        task.report(name, "test", task.deliveryCount(), Map.of());
        task.commit(List.of(checkpoint(name, "begun"), result(say(task, "begun") + " " + task.deliveryCount())));
        if (!again) {
            act(task, words[1]);
        } else {
            task.complete(List.of(result(say(task, "done"))));
        }
    }

    private static String say(HeldTask task, String what) {
        String name = TestTasks.text(task).split(" ", 2)[0];
        return name + " " + what + " " + task.worker().pid() + " "
                + ProcessHandle.current().pid() + " " + task.worker().name();
    }

    private static void act(HeldTask task, String action) {
        switch (action) {
            case "hold" -> hold(task);
            case "hang" -> hang();
            case "exit" -> System.exit(5);
            case "throw" -> throw new IllegalStateException("on purpose");
            case "print" -> print();
            default -> {}
        }
        if (!action.equals("hold")) {
            task.complete(List.of(result(say(task, "done"))));
        }
    }

    private static void hold(HeldTask task) {
        BlockingQueue<Interruption> interruptions = new LinkedBlockingQueue<>();
        task.onInterruption(interruptions::add);
        try {
            if (interruptions.take() == Interruption.HAND_BACK) {
                task.commit(List.of(result(say(task, "returning"))));
                task.handBack();
            } else {
                task.complete(List.of(result(say(task, "stopped"))));
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static void hang() {
        while (true) {
            LockSupport.park();
        }
    }

    /** All that could disturb a conversation over the standard streams. */
    private static void print() {
        byte[] noise = new byte[1 << 20];
        new Random(1).nextBytes(noise);
        System.out.write(noise, 0, noise.length);
        System.out.println("\nprinted by user code");
        System.err.println("\nprinted as an error by user code");
        System.out.flush();
        try {
            if (System.in.read() != -1) {
                throw new IllegalStateException("user code read what was meant for the worker");
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void processEnded(HeldTask task, WorkerExit exit) {
        task.commit(List.of(result(say(task, "lost") + " " + exit.cause())));
    }
}
