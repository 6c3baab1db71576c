// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import dev.procession.messaging.Addresses;
import dev.procession.messaging.Envelope;
import dev.procession.messaging.Headers;
import dev.procession.messaging.StepKey;
import dev.procession.workers.spi.HeldTask;
import dev.procession.workers.spi.HeldTask.Send;
import dev.procession.workers.spi.TaskHandler;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/** Messages of the tests. */
final class TestTasks {

    static final String KIND = "test";

    private TestTasks() {}

    /** Handlers of one kind, this one. */
    static TaskHandlers handlers(Consumer<HeldTask> run) {
        return new TaskHandlers(List.of(new TaskHandler() {
            @Override
            public String kind() {
                return KIND;
            }

            @Override
            public void run(HeldTask task) {
                run.accept(task);
            }
        }));
    }

    static Envelope task(String body) {
        return Envelope.durable(KIND, 1, body.getBytes(StandardCharsets.UTF_8));
    }

    static Envelope taskOf(StepKey step, String body) {
        return task(body).header(Headers.STEP, step.text());
    }

    static String text(Envelope message) {
        return new String(message.body(), StandardCharsets.UTF_8);
    }

    static String text(HeldTask task) {
        return text(task.envelope());
    }

    static Send result(String text) {
        return new Send(Addresses.RESULTS, Envelope.durable("test-result", 1, text.getBytes(StandardCharsets.UTF_8)));
    }

    static Send checkpoint(String key, String value) {
        return new Send(
                Addresses.CHECKPOINTS,
                Envelope.durable("test-checkpoint", 1, value.getBytes(StandardCharsets.UTF_8))
                        .lastValueKey(key));
    }
}
