// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import dev.procession.messaging.PartitionEvent;
import dev.procession.messaging.PartitionKey;
import dev.procession.messaging.PartitionState;
import dev.procession.messaging.StepKey;
import dev.procession.messaging.WorkerIdentity;
import java.io.Serializable;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jberet.runtime.PartitionExecutionImpl;
import org.jberet.runtime.context.StepContextImpl;
import org.jberet.spi.PartitionHandler;

/** Partitions as threads of the coordinator, as JBeret runs them, with the same record of attempts as remote ones. */
final class LocalPartitionHandler implements PartitionHandler {

    private static final int ATTEMPT = 1;

    private final PartitionHandler threads;
    private final DispatchServices services;
    private final StepKey step;
    private final WorkerIdentity self = new WorkerIdentity(
            "coordinator", "localhost", ProcessHandle.current().pid());

    LocalPartitionHandler(PartitionHandler threads, StepContextImpl context, DispatchServices services) {
        this.threads = threads;
        this.services = services;
        this.step = new StepKey(services.repositoryId(), context.getStepExecutionId());
    }

    @Override
    public void setResourceTracker(BlockingQueue<Boolean> queue) {
        threads.setResourceTracker(queue);
    }

    @Override
    public void setCollectorDataQueue(BlockingQueue<Serializable> queue) {
        threads.setCollectorDataQueue(new RecordingQueue(queue));
    }

    @Override
    public void submitPartitionTask(StepContextImpl context, int index, int count) throws Exception {
        PartitionExecutionImpl partition = (PartitionExecutionImpl) context.getStepExecution();
        services.attempts().started(new PartitionEvent.Started(key(partition), ATTEMPT, self, Instant.now()));
        threads.submitPartitionTask(context, index, count);
    }

    private PartitionKey key(PartitionExecutionImpl partition) {
        return new PartitionKey(step, partition.getPartitionId());
    }

    /** Sees each partition's end on its way to JBeret. */
    private final class RecordingQueue extends LinkedBlockingQueue<Serializable> {
        private final transient BlockingQueue<Serializable> target;

        RecordingQueue(BlockingQueue<Serializable> target) {
            this.target = target;
        }

        @Override
        public void put(Serializable data) throws InterruptedException {
            if (data instanceof PartitionExecutionImpl partition) {
                Exception failure = partition.getException();
                services.attempts()
                        .ended(new PartitionEvent.Ended(
                                key(partition),
                                ATTEMPT,
                                self,
                                Instant.now(),
                                partition.getBatchStatus().name(),
                                partition.getExitStatus(),
                                PartitionState.INITIAL, // JBeret keeps it
                                Metrics.counts(partition),
                                failure == null ? null : UnkeptException.textOf(failure)));
            }
            target.put(data);
        }
    }
}
