// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.flights;

import jakarta.batch.api.BatchProperty;
import jakarta.batch.api.chunk.ItemProcessor;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.concurrent.atomic.AtomicInteger;

/** The processor of the job, which fails at a given row of the whole input. */
@Named
@Dependent
@SuppressWarnings("UnnecessaryAssignment") // The test is the framework that injects.
public class InterruptedProcessor implements ItemProcessor {

    static final AtomicInteger ROWS_LEFT = new AtomicInteger();

    @Inject
    @BatchProperty
    String airports;

    private final FlightProcessor processor = new FlightProcessor();

    @Override
    public Object processItem(Object item) {
        if (ROWS_LEFT.decrementAndGet() == 0) {
            throw new IllegalStateException("interrupted by the test");
        }
        processor.airports = airports;
        return processor.processItem(item);
    }
}
