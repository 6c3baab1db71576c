// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.artifacts;

import dev.procession.runtime.partition.PartitionCounter;
import dev.procession.runtime.partition.PartitionDataSource;
import jakarta.batch.api.chunk.AbstractItemWriter;
import jakarta.batch.runtime.context.JobContext;
import jakarta.batch.runtime.context.StepContext;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes numbers into the user's database, through the connection that the runtime commits. */
public class DatabaseWriter extends AbstractItemWriter {

    @Inject
    private JobContext job;

    @Inject
    private StepContext step;

    private @Nullable Gate hurry;

    /** Without fence and checkpoint, if the test wants to see what becomes of that. */
    private Connection connection() throws SQLException {
        return parameter("fenced", "true").equals("true")
                ? PartitionDataSource.current().getConnection()
                : DriverManager.getConnection(System.getProperty(OwnDatabase.URL));
    }

    private String parameter(String name, String otherwise) {
        String value = job.getProperties().getProperty(name, "");
        return value.isEmpty() ? otherwise : value;
    }

    @Override
    public void writeItems(List<Object> items) throws Exception {
        try (Connection connection = connection();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO NUMBER_ROWS VALUES (?, ?)")) {
            for (Object item : items) {
                insert.setLong(1, job.getInstanceId());
                insert.setInt(2, (Integer) item);
                insert.executeUpdate();
            }
        }
        PartitionCounter.named("written").add(items.size());
        for (Object item : items) {
            Fault.at(job, "write " + item);
        }
        pace(Duration.ofMillis(Long.parseLong(parameter("pace", "0"))));
        long pid = ProcessHandle.current().pid();
        if (Files.deleteIfExists(Trace.directory(job).resolve("halt-" + pid))) {
            Runtime.getRuntime().halt(9);
        }
        Trace.add(job, "write " + items);
        step.setTransientUserData(new ArrayList<>(items));
    }

    /** A chunk takes so long, as the load for faults at random moments, until the test is in a hurry. */
    private void pace(Duration pace) throws IOException, InterruptedException {
        if (hurry == null) {
            hurry = new Gate(Trace.directory(job).resolve("hurry"));
        }
        boolean unused = hurry.isOpenWithin(pace);
    }

    @Override
    public void close() throws IOException {
        if (hurry != null) {
            hurry.close();
        }
    }
}
