// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import dev.procession.messaging.PartitionTask;
import dev.procession.runtime.partition.PartitionDataSource;
import dev.procession.runtime.partition.PartitionFence;
import jakarta.batch.operations.BatchRuntimeException;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jberet.job.model.Step;
import org.jberet.runtime.context.JobContextImpl;
import org.jspecify.annotations.Nullable;

/** The databases that steps name to keep their checkpoints, each made once in a worker: it may be a pool. */
final class StepDatabases {

    private final Map<String, DataSource> databases = new ConcurrentHashMap<>();

    /** The row of a partition in the database that its step names; null if it names none. */
    @Nullable
    PartitionLedger open(JobContextImpl job, Step step, PartitionTask task, PartitionFence fence) {
        String ref = step.getProperties() == null ? null : step.getProperties().get(PartitionDataSource.PROPERTY);
        if (ref == null || ref.isBlank()) {
            return null;
        }
        if (step.getChunk() == null) {
            throw new BatchRuntimeException(PartitionDataSource.PROPERTY + " of step '" + step.getId()
                    + "' is for chunk steps: a batchlet has no checkpoint to keep");
        }
        DataSource database = databases.computeIfAbsent(ref, name -> create(job, step, name));
        try {
            return PartitionLedger.open(database, task, fence);
        } catch (SQLException e) {
            throw new BatchRuntimeException(
                    "the database '" + ref + "', which step '" + step.getId() + "' names in "
                            + PartitionDataSource.PROPERTY + ", cannot be used: " + e.getMessage(),
                    e);
        }
    }

    private static DataSource create(JobContextImpl job, Step step, String ref) {
        @Nullable Object artifact = job.createArtifact(ref, null, null);
        if (artifact instanceof DataSource database) {
            return database;
        } else if (artifact instanceof Supplier<?> supplier && supplier.get() instanceof DataSource database) {
            return database;
        }
        throw new BatchRuntimeException(PartitionDataSource.PROPERTY + " of step '" + step.getId() + "' names '" + ref
                + "', which is neither a javax.sql.DataSource nor a Supplier of one");
    }
}
