// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.artifacts;

import dev.procession.runtime.partition.Counter;
import dev.procession.runtime.partition.CounterTotals;
import dev.procession.runtime.partition.PartitionCounter;
import jakarta.batch.api.AbstractBatchlet;
import jakarta.batch.api.chunk.AbstractItemWriter;
import jakarta.batch.api.partition.AbstractPartitionAnalyzer;
import jakarta.batch.api.partition.PartitionCollector;
import jakarta.batch.runtime.BatchStatus;
import jakarta.batch.runtime.context.JobContext;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.util.List;

/** Artifacts that count what they do, before what can go wrong goes wrong, and others that say what was counted. */
public final class CountingArtifacts {

    private CountingArtifacts() {}

    @Dependent
    @Named("countingWriter")
    public static class Writer extends AbstractItemWriter {
        @Inject
        JobContext job;

        @Inject
        @Counter("written")
        PartitionCounter written;

        @Override
        public void writeItems(List<Object> items) throws Exception {
            written.add(items.size());
            for (Object item : items) {
                if ((Integer) item % 2 == 1) {
                    PartitionCounter.named("odd").increment();
                }
                Fault.at(job, "write " + item);
            }
        }
    }

    @Dependent
    @Named("countingCollector")
    public static class Collector implements PartitionCollector {
        @Inject
        JobContext job;

        @Inject
        @Counter("collected")
        PartitionCounter collected;

        @Inject
        @Counter("written")
        PartitionCounter written;

        @Override
        public Serializable collectPartitionData() throws Exception {
            long more = written.value() - collected.value();
            collected.add(more);
            Fault.at(job, "collect " + more);
            return more;
        }
    }

    @Dependent
    @Named("countingAnalyzer")
    public static class Analyzer extends AbstractPartitionAnalyzer {
        @Inject
        JobContext job;

        @Inject
        CounterTotals totals;

        private long data;

        @Override
        public void analyzeCollectorData(Serializable more) {
            data += (Long) more;
        }

        @Override
        public void analyzeStatus(BatchStatus status, String exitStatus) {
            Trace.add(job, "analyzer " + data + " " + totals.of("count"));
        }
    }

    public static class Part extends AbstractBatchlet {
        @Inject
        JobContext job;

        @Override
        public String process() throws Exception {
            PartitionCounter.named("parts").increment();
            Fault.at(job, "batchlet");
            return "DONE";
        }
    }

    @Dependent
    @Named("countingLater")
    public static class Later extends AbstractBatchlet {
        @Inject
        JobContext job;

        @Inject
        CounterTotals totals;

        @Override
        public String process() {
            Trace.add(
                    job,
                    "later " + totals.of("count") + " " + totals.total("batchlets", "parts") + " "
                            + totals.total("nothing", "parts"));
            return "DONE";
        }
    }
}
