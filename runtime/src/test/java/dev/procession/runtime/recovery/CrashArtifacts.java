// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.recovery;

import dev.procession.runtime.artifacts.Gate;
import jakarta.batch.api.AbstractBatchlet;
import jakarta.batch.api.BatchProperty;
import jakarta.batch.api.chunk.AbstractItemReader;
import jakarta.batch.api.chunk.AbstractItemWriter;
import jakarta.batch.api.listener.AbstractStepListener;
import jakarta.batch.api.partition.AbstractPartitionAnalyzer;
import jakarta.batch.api.partition.AbstractPartitionReducer;
import jakarta.batch.api.partition.PartitionCollector;
import jakarta.batch.api.partition.PartitionMapper;
import jakarta.batch.api.partition.PartitionPlan;
import jakarta.batch.api.partition.PartitionPlanImpl;
import jakarta.batch.runtime.BatchStatus;
import jakarta.batch.runtime.context.JobContext;
import jakarta.batch.runtime.context.StepContext;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;

/**
 * A partitioned step that collects the numbers 0 to 39, each once, and writes what its analyzer saw; it can be told to stand still at a moment, so
 * that a test kills it there.
 */
public final class CrashArtifacts {

    static final int PARTITIONS = 4;
    static final int ITEMS_EACH = 10;

    private CrashArtifacts() {}

    /** Stands still at the moment that the job was told, until the file {@code go} is there. */
    private static void moment(JobContext job, String name) throws IOException, InterruptedException {
        Path directory = Path.of(job.getProperties().getProperty("directory"));
        if (!name.equals(job.getProperties().getProperty("blockAt")) || Files.exists(directory.resolve("go"))) {
            return;
        }
        Path reached = directory.resolve("reached");
        if (!Files.exists(reached)) {
            Files.writeString(reached, name);
        }
        try (Gate go = new Gate(directory.resolve("go"))) {
            go.await();
        }
    }

    public static final class Mapper implements PartitionMapper {
        @Inject
        JobContext job;

        @Override
        public PartitionPlan mapPartitions() throws Exception {
            moment(job, "mapper");
            PartitionPlanImpl plan = new PartitionPlanImpl();
            plan.setPartitions(PARTITIONS);
            if ("dispatch".equals(job.getProperties().getProperty("blockAt"))) {
                plan.setThreads(2); // the others are not sent before the first have ended
            }
            Properties[] ranges = new Properties[PARTITIONS];
            for (int i = 0; i < PARTITIONS; i++) {
                ranges[i] = new Properties();
                ranges[i].setProperty("first", Integer.toString(i * ITEMS_EACH));
            }
            plan.setPartitionProperties(ranges);
            return plan;
        }
    }

    public static final class Reader extends AbstractItemReader {
        @Inject
        JobContext job;

        @Inject
        @BatchProperty
        int first;

        private int next;

        @Override
        public void open(Serializable checkpoint) {
            next = checkpoint == null ? first : (Integer) checkpoint;
        }

        @Override
        public Object readItem() throws Exception {
            if (next == first + ITEMS_EACH / 2 && first >= ITEMS_EACH) {
                moment(job, "dispatch");
                moment(job, "reader"); // partition 0 runs through, the others are half done
            }
            return next == first + ITEMS_EACH ? null : next++;
        }

        @Override
        public Serializable checkpointInfo() {
            return next;
        }
    }

    public static final class Writer extends AbstractItemWriter {
        @Inject
        StepContext step;

        @Override
        public void writeItems(List<Object> items) {
            step.setTransientUserData(new ArrayList<>(items));
        }
    }

    public static final class Collector implements PartitionCollector {
        @Inject
        StepContext step;

        @Override
        public Serializable collectPartitionData() {
            Object written = step.getTransientUserData();
            step.setTransientUserData(null);
            return written == null ? new ArrayList<>() : (Serializable) written;
        }
    }

    public static final class Analyzer extends AbstractPartitionAnalyzer {
        @Inject
        JobContext job;

        private final List<Integer> seen = new ArrayList<>();
        private int completed;

        @Override
        @SuppressWarnings("unchecked")
        public void analyzeCollectorData(Serializable data) {
            seen.addAll((List<Integer>) data);
        }

        @Override
        public void analyzeStatus(BatchStatus status, String exitStatus) throws Exception {
            completed++;
            if (completed == PARTITIONS) {
                moment(job, "analyzer"); // all done, nothing concluded
                Collections.sort(seen);
                Path directory = Path.of(job.getProperties().getProperty("directory"));
                Files.writeString(directory.resolve("seen"), seen.toString());
            }
        }
    }

    public static final class Reducer extends AbstractPartitionReducer {
        @Inject
        JobContext job;

        @Override
        public void afterPartitionedStepCompletion(PartitionStatus status) throws Exception {
            moment(job, "reducer");
        }
    }

    public static final class Listener extends AbstractStepListener {
        @Inject
        JobContext job;

        @Override
        public void afterStep() throws Exception {
            moment(job, "listener"); // all is done, and the end of the step not stored
        }
    }

    public static final class Later extends AbstractBatchlet {
        @Inject
        JobContext job;

        @Override
        public String process() throws Exception {
            moment(job, "later");
            return "DONE";
        }
    }
}
