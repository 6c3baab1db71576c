// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import dev.procession.messaging.RemoteFailure;
import dev.procession.messaging.WorkerIdentity;
import dev.procession.workers.spi.TaskHandler;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The program of a JVM that runs one task and ends. It has no connection to the broker: all that reaches the broker is asked of the
 * worker that started it, under the worker's lease. When the worker is gone, so is the lease, and this process halts.
 */
final class TaskProcess {

    /** Not to be mistaken for an exit code of user code: the worker is gone. */
    private static final int ORPHANED = 72;

    private TaskProcess() {}

    /** Reads port and secret from standard input, and runs the task that it gets there. */
    public static void main(String[] args) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String port = in.readLine();
        String secret = in.readLine();
        System.setIn(InputStream.nullInputStream());
        StandardStreams.capture(System.out, System.err);
        if (port == null || secret == null) {
            System.exit(ORPHANED);
            return;
        }
        Signals.ignore("INT"); // Ctrl-C reaches all processes of a terminal, but it is not for us to obey
        Signals.ignore("HUP");
        TaskChannel channel = new TaskChannel(new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(port)));
        channel.send(new TaskFrame.Hello(secret));
        if (channel.receive() instanceof TaskFrame.Run run) {
            runTask(channel, run);
            System.exit(0); // user code may have left threads that are not daemons
        }
        System.exit(ORPHANED);
    }

    private static void runTask(TaskChannel channel, TaskFrame.Run run) throws IOException {
        long pid = ThisProcess.pid();
        PipedHeldTask task =
                new PipedHeldTask(channel, run, new WorkerIdentity(run.worker() + "/" + pid, run.host(), pid));
        Thread reader =
                new Thread(() -> task.receiveAll(() -> Runtime.getRuntime().halt(ORPHANED)), "worker");
        reader.setDaemon(true);
        reader.start();
        channel.send(new TaskFrame.Returned(runHandler(run, task)));
    }

    private static @Nullable RemoteFailure runHandler(TaskFrame.Run run, PipedHeldTask task) {
        try {
            TaskHandlers handlers =
                    TaskHandlers.onClassPath(Thread.currentThread().getContextClassLoader());
            TaskHandler handler = handlers.find(run.task().kind());
            if (handler == null) {
                throw new IllegalStateException("no handler for tasks of kind '"
                        + run.task().kind() + "' on the class path of the process started for one");
            }
            runPrinting(handler, task);
            return null;
        } catch (Throwable e) { // an Error too is for the worker to log
            return RemoteFailure.of(e);
        }
    }

    private static void runPrinting(TaskHandler handler, PipedHeldTask task) {
        try (TaskPrinter printer = new TaskPrinter(task::print)) {
            task.beforeEnd(printer::close);
            StandardStreams.printTo(printer);
            handler.run(task);
        }
    }
}
