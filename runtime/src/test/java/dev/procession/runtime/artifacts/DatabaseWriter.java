// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.artifacts;

import dev.procession.runtime.partition.PartitionDataSource;
import jakarta.batch.api.chunk.AbstractItemWriter;
import jakarta.batch.runtime.context.JobContext;
import jakarta.batch.runtime.context.StepContext;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.List;

/** Writes numbers into the user's database, through the connection that the runtime commits. */
public class DatabaseWriter extends AbstractItemWriter {

    @Inject
    private JobContext job;

    @Inject
    private StepContext step;

    @Override
    public void writeItems(List<Object> items) throws Exception {
        try (Connection connection = PartitionDataSource.current().getConnection();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO NUMBER_ROWS VALUES (?, ?)")) {
            for (Object item : items) {
                insert.setLong(1, job.getInstanceId());
                insert.setInt(2, (Integer) item);
                insert.executeUpdate();
            }
        }
        for (Object item : items) {
            Fault.at(job, "write " + item);
        }
        Trace.add(job, "write " + items);
        step.setTransientUserData(new ArrayList<>(items));
    }
}
