// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.flights;

import jakarta.batch.api.chunk.listener.AbstractChunkListener;
import jakarta.batch.api.chunk.listener.SkipProcessListener;
import jakarta.batch.runtime.context.StepContext;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;

/**
 * Writes the rows that the processor refused to the rejects file of the partition, before the checkpoint that passes
 * them.
 */
@Named
@Dependent
public final class FlightRejects extends AbstractChunkListener implements SkipProcessListener {

    @Inject
    StepContext step;

    @Override
    public void onSkipProcessItem(Object item, Exception why) throws IOException {
        RangeProgress.of(step).reject((Line) item, String.valueOf(why.getMessage()));
    }

    @Override
    public void afterChunk() throws IOException {
        RangeProgress.of(step).endChunk();
    }
}
