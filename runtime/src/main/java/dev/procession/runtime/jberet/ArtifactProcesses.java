// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import dev.procession.multiprocessing.Host;
import dev.procession.multiprocessing.Multiprocessing;
import dev.procession.multiprocessing.MultiprocessingSettings;
import dev.procession.multiprocessing.WorkerPool;
import dev.procession.multiprocessing.shared.SharedObjects;
import dev.procession.runtime.jberet.BatchEngine.Children;
import dev.procession.workers.WorkerClassPath;
import jakarta.batch.operations.BatchRuntimeException;
import jakarta.batch.runtime.context.JobContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jberet.creation.ArtifactCreationContext;
import org.jberet.runtime.AbstractStepExecution;
import org.jberet.runtime.PartitionExecutionImpl;
import org.jberet.runtime.context.StepContextImpl;
import org.jspecify.annotations.Nullable;

/**
 * The processes that artifacts of this process start: their code has a {@link Multiprocessing} or a pool injected, which ends with the partition, the step
 * or the job for which it was made. Nothing is started before an artifact wants it.
 */
final class ArtifactProcesses implements AutoCloseable {

    private static final long NO_STEP = -1;
    private static final int WHOLE_STEP = -1;

    /**
     * For whose artifacts: a partition, a step, or a job outside of its steps.
     *
     * @param runner the thread of a partition: an attempt that has lost its lease may still run beside the next one
     */
    private record Owner(
            long execution,
            long stepExecution,
            int partition,
            @Nullable Thread runner) {}

    /** Of one owner. */
    private record Processes(Multiprocessing multiprocessing, Map<Integer, WorkerPool> pools) {}

    private final SharedAccess shared;
    private final Map<Owner, Processes> open = new HashMap<>();
    private @Nullable Children children;

    ArtifactProcesses(SharedAccess shared) {
        this.shared = shared;
    }

    /** Says what processes need; starts none. */
    synchronized void at(Children known) {
        children = known;
    }

    /** For the artifact that JBeret is making on this thread. */
    Multiprocessing multiprocessing() {
        return processes().multiprocessing;
    }

    /** The pool for the artifact that JBeret is making on this thread: one of each size for all artifacts of a partition or step. */
    WorkerPool pool(int size) {
        Processes own = processes();
        synchronized (own.pools) {
            return own.pools.computeIfAbsent(size, own.multiprocessing::pool);
        }
    }

    private synchronized Processes processes() {
        return open.computeIfAbsent(owner(), owner -> start());
    }

    private static Owner owner() {
        ArtifactCreationContext context = ArtifactCreationContext.getCurrentArtifactCreationContext();
        JobContext job = context.getJobContext();
        if (job == null) {
            throw new BatchRuntimeException(
                    "processes belong to a step or a partition, and none runs in this thread; inject them into a batch artifact");
        }
        if (!(context.getStepContext() instanceof StepContextImpl step)) {
            return new Owner(job.getExecutionId(), NO_STEP, WHOLE_STEP, null);
        }
        AbstractStepExecution execution = step.getStepExecution();
        return execution instanceof PartitionExecutionImpl part
                ? new Owner(
                        job.getExecutionId(),
                        execution.getStepExecutionId(),
                        part.getPartitionId(),
                        Thread.currentThread())
                : new Owner(job.getExecutionId(), execution.getStepExecutionId(), WHOLE_STEP, null);
    }

    private Processes start() {
        Children known = children;
        if (known == null) {
            throw new BatchRuntimeException("processes can be had while a job runs, not before");
        }
        Host host = new Host(shared::open, known.broker(), known.allowedClasses());
        MultiprocessingSettings settings =
                MultiprocessingSettings.defaults().standby(0).classPath(WorkerClassPath.forWorkers(known.jobsPath()));
        SharedObjects.useForThisProcess(shared::open); // for results that hold some
        return new Processes(Multiprocessing.within(host, settings), new HashMap<>());
    }

    /** The partition that this thread ran has ended: so do its processes. */
    void partitionEnded(long stepExecution, int partition) {
        Thread runner = Thread.currentThread();
        end(owner ->
                owner.stepExecution == stepExecution && owner.partition == partition && runner.equals(owner.runner));
    }

    /** A step has ended: so do its processes, and those of its partitions in this process. */
    void stepEnded(long stepExecution) {
        end(owner -> owner.stepExecution == stepExecution);
    }

    /** An execution has ended. */
    void executionEnded(long execution) {
        end(owner -> owner.execution == execution);
    }

    private void end(Predicate<Owner> ended) {
        List<Processes> all;
        synchronized (this) {
            all = open.entrySet().stream()
                    .filter(entry -> ended.test(entry.getKey()))
                    .map(Map.Entry::getValue)
                    .toList();
            open.keySet().removeIf(ended);
        }
        all.forEach(each -> each.multiprocessing.close());
    }

    @Override
    public void close() {
        end(owner -> true);
    }
}
