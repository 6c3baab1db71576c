// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli.jobs;

import dev.procession.runtime.partition.PartitionCounter;
import jakarta.batch.api.chunk.AbstractItemWriter;
import java.util.List;

/** Counts the items, and adds them up. */
public final class TallyWriter extends AbstractItemWriter {

    @Override
    public void writeItems(List<Object> items) {
        PartitionCounter.named("numbers").add(items.size());
        PartitionCounter.named("sum")
                .add(items.stream().mapToLong(item -> (Integer) item).sum());
    }
}
