// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli.jobs;

import jakarta.batch.api.chunk.AbstractItemWriter;
import java.util.List;

/** Writes nothing. */
public final class NoWriter extends AbstractItemWriter {

    @Override
    public void writeItems(List<Object> items) {
        // that is the point
    }
}
