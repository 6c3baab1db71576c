// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import dev.procession.runtime.jberet.BatchEngine;
import dev.procession.runtime.jberet.EngineSource;
import jakarta.batch.operations.BatchRuntimeException;
import java.time.Duration;
import java.util.Map;

/**
 * The coordinator behind {@code BatchRuntime.getJobOperator()} in a program that starts none itself: starts at first use with the settings
 * that it finds, ends when the program has ended and no job runs any more, or with the JVM.
 */
public final class SharedCoordinator implements EngineSource {

    private static final Duration WORKERS_TIMEOUT = Duration.ofSeconds(20);

    /** For {@link java.util.ServiceLoader}. */
    public SharedCoordinator() {}

    @Override
    public BatchEngine engine() {
        return Holder.COORDINATOR.engine();
    }

    private static final class Holder {
        static final Coordinator COORDINATOR = start();

        private static Coordinator start() {
            ClassLoader context = Thread.currentThread().getContextClassLoader();
            try {
                Coordinator coordinator = Coordinator.start(
                        RuntimeConfig.load(Map.of()),
                        context == null ? SharedCoordinator.class.getClassLoader() : context);
                Runtime.getRuntime().addShutdownHook(new Thread(coordinator::close, "procession-shutdown"));
                ProgramEnd.watch(() -> coordinator.engine().isIdle(), coordinator::close);
                coordinator.awaitWorkers(WORKERS_TIMEOUT);
                return coordinator;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new BatchRuntimeException("interrupted while the coordinator started", e);
            }
        }
    }
}
