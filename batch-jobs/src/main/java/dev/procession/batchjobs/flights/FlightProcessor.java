// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.flights;

import jakarta.batch.api.BatchProperty;
import jakarta.batch.api.chunk.ItemProcessor;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.jspecify.annotations.Nullable;

/** Parses and validates a row, and joins the city of the airport of origin. */
@Named
@Dependent
public final class FlightProcessor implements ItemProcessor {

    @Inject
    @BatchProperty
    String airports;

    private @Nullable Airports cities;

    @Override
    public Departure processItem(Object item) {
        Line line = (Line) item;
        if (line.truncated()) {
            throw new InvalidFlightException("longer than " + LineReader.MAX_LINE_BYTES + " bytes");
        }
        Flight flight = Flight.parse(line.text());
        String city = cities().city(flight.origin());
        if (city == null) {
            throw new InvalidFlightException("origin '" + flight.origin() + "' is not in the airports file");
        }
        return new Departure(flight, city);
    }

    private Airports cities() {
        if (cities == null) {
            cities = Airports.load(new FlightFile(airports));
        }
        return cities;
    }
}
