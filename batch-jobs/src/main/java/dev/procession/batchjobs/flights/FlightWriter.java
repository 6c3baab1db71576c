// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.flights;

import jakarta.batch.api.chunk.AbstractItemWriter;
import jakarta.batch.runtime.context.StepContext;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;

/** Adds the departures of a chunk to the delays of their airports, for the collector to send. */
@Named
@Dependent
public final class FlightWriter extends AbstractItemWriter {

    @Inject
    StepContext step;

    @Override
    public void writeItems(List<Object> items) {
        RangeProgress progress = RangeProgress.of(step);
        for (Object item : items) {
            progress.count((Departure) item);
        }
    }
}
