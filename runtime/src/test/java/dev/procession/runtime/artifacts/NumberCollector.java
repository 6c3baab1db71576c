// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.artifacts;

import jakarta.batch.api.BatchProperty;
import jakarta.batch.api.partition.PartitionCollector;
import jakarta.batch.runtime.context.JobContext;
import jakarta.batch.runtime.context.StepContext;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.MarkerFactory;

/** Sends the numbers of each chunk, or what else the job parameter {@code data} asks for. */
public class NumberCollector implements PartitionCollector {

    @Inject
    private JobContext job;

    @Inject
    private StepContext step;

    @Inject
    @BatchProperty
    private int partition;

    @Inject
    @BatchProperty
    private String data;

    /** The numbers of one chunk. */
    public record Numbers(int partition, List<Object> numbers) implements Serializable {}

    /** Cannot be read again. */
    static final class Unreadable implements Serializable {
        private void readObject(ObjectInputStream in) throws IOException {
            throw new IllegalStateException("cannot be read");
        }
    }

    @Override
    @SuppressWarnings("unchecked")
    public @Nullable Serializable collectPartitionData() throws Exception {
        List<Object> numbers = (List<Object>) step.getTransientUserData();
        step.setTransientUserData(null);
        Fault.at(job, "collect " + numbers);
        return data == null || numbers == null || partition != 1
                ? new Numbers(partition, numbers == null ? new ArrayList<>() : numbers)
                : special(data);
    }

    static @Nullable Serializable special(String kind) {
        return switch (kind) {
            case "null" -> null;
            case "unserialisable" -> new Unserialisable();
            case "unreadable" -> new Unreadable();
            case "untrusted" -> MarkerFactory.getDetachedMarker("of a library");
            default -> new byte[Integer.parseInt(kind)];
        };
    }
}
