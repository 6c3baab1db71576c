// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import dev.procession.messaging.BrokerEndpoint;
import dev.procession.messaging.TrustedClasses;
import dev.procession.messaging.WorkerIdentity;
import dev.procession.runtime.jberet.WorkerExits;
import dev.procession.runtime.jberet.WorkerPartitionHandler;
import dev.procession.workers.LocalWorkerSettings;
import dev.procession.workers.LocalWorkers;
import dev.procession.workers.LocalWorkersListener;
import dev.procession.workers.WorkerClassPath;
import dev.procession.workers.WorkerStartException;
import dev.procession.workers.spi.WorkerExit;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The workers that a coordinator starts on its machine; what becomes of them goes into the record of attempts. */
final class LocalWorkerSet implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(LocalWorkerSet.class);

    private final Queue<WorkerStartException> givenUp = new ConcurrentLinkedQueue<>();
    private final int count;
    private final WorkerExits exits;
    private final LocalWorkers workers;

    private LocalWorkerSet(LocalWorkerSettings settings, WorkerExits exits) {
        this.count = settings.count();
        this.exits = exits;
        this.workers = LocalWorkers.start(settings, new Recorder());
    }

    /** Starts them and does not wait for them. */
    static LocalWorkerSet start(
            RuntimeSettings settings, StateDirectory directory, BrokerEndpoint broker, WorkerExits exits) {
        RuntimeSettings.Workers wanted = settings.workers();
        return new LocalWorkerSet(
                LocalWorkerSettings.of(broker, directory.logs())
                        .workers(wanted.count(), wanted.slots())
                        .connection(settings.connection())
                        .jvm(WorkerClassPath.forWorkers(wanted.jobsPath()), jvmOptions(settings)),
                exits);
    }

    private static List<String> jvmOptions(RuntimeSettings settings) {
        List<String> options = new ArrayList<>();
        if (!settings.trustedClasses().isEmpty()) {
            options.add("-D" + TrustedClasses.SETTING + "=" + settings.trustedClasses());
        }
        if (!settings.workers().jobsPath().isEmpty()) {
            options.add("-D" + WorkerPartitionHandler.JOBS_PATH + "="
                    + settings.workers().jobsPath().stream()
                            .map(Path::toString)
                            .collect(Collectors.joining(File.pathSeparator)));
        }
        options.addAll(settings.workers().jvmOptions());
        return options;
    }

    boolean contains(WorkerIdentity worker) {
        return exits.isAlive(worker);
    }

    /**
     * Does nothing while workers are there or may still come.
     *
     * @throws WorkerStartException if none of those wanted could be started; says why one could not
     */
    void requireHope() {
        if (count > 0 && givenUp.size() == count) {
            throw givenUp.element();
        }
    }

    @Override
    public void close() {
        workers.close();
    }

    private final class Recorder implements LocalWorkersListener {
        @Override
        public void started(WorkerIdentity worker) {
            exits.started(worker);
        }

        @Override
        public void exited(WorkerExit exit) {
            exits.exited(exit);
        }

        @Override
        public void gaveUp(WorkerStartException failure) {
            givenUp.add(failure);
            if (givenUp.size() < count) {
                log.error("{}", failure.getMessage()); // the others go on; if there are none, whoever waits is told
            }
        }
    }
}
