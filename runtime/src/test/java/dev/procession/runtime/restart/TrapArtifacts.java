// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.restart;

import jakarta.batch.api.BatchProperty;
import jakarta.batch.api.chunk.AbstractItemReader;
import jakarta.batch.api.chunk.AbstractItemWriter;
import jakarta.batch.api.partition.AbstractPartitionReducer;
import jakarta.batch.api.partition.PartitionMapper;
import jakarta.batch.api.partition.PartitionPlan;
import jakarta.batch.api.partition.PartitionPlanImpl;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Properties;

/** A partitioned step that writes the numbers of its ranges to a file, and fails where it is told to. */
public final class TrapArtifacts {

    private TrapArtifacts() {}

    public static final class Mapper implements PartitionMapper {
        @Inject
        @BatchProperty
        int partitions;

        @Inject
        @BatchProperty
        int items;

        @Inject
        @BatchProperty
        boolean failMapper;

        @Inject
        @BatchProperty
        boolean override;

        @Override
        public PartitionPlan mapPartitions() {
            if (failMapper) {
                throw new IllegalStateException("the mapper was told to fail");
            }
            PartitionPlanImpl plan = new PartitionPlanImpl();
            plan.setPartitions(partitions);
            plan.setPartitionsOverride(override);
            Properties[] ranges = new Properties[partitions];
            for (int i = 0; i < partitions; i++) {
                ranges[i] = new Properties();
                ranges[i].setProperty("first", Integer.toString(items * i / partitions));
                ranges[i].setProperty("last", Integer.toString(items * (i + 1) / partitions - 1));
            }
            plan.setPartitionProperties(ranges);
            return plan;
        }
    }

    public static final class Reader extends AbstractItemReader {
        @Inject
        @BatchProperty
        int first;

        @Inject
        @BatchProperty
        int last;

        private int next;

        @Override
        public void open(Serializable checkpoint) {
            next = checkpoint == null ? first : (Integer) checkpoint;
        }

        @Override
        public Object readItem() {
            return next > last ? null : next++;
        }

        @Override
        public Serializable checkpointInfo() {
            return next;
        }
    }

    public static final class Writer extends AbstractItemWriter {
        @Inject
        @BatchProperty
        String file;

        @Inject
        @BatchProperty
        int failAt;

        @Override
        public void writeItems(List<Object> items) throws IOException {
            if (items.contains(failAt)) {
                throw new IllegalStateException("the writer was told to fail at " + failAt);
            }
            StringBuilder lines = new StringBuilder();
            items.forEach(item -> lines.append(item).append('\n'));
            Files.writeString(Path.of(file), lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }

    public static final class Reducer extends AbstractPartitionReducer {
        @Inject
        @BatchProperty
        boolean failReducer;

        @Override
        public void beginPartitionedStep() {
            if (failReducer) {
                throw new IllegalStateException("the reducer was told to fail");
            }
        }
    }
}
