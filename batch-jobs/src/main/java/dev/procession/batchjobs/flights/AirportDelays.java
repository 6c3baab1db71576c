// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.flights;

import java.io.Serializable;

/**
 * What is known of the departures of one airport. Sums, not means, so that parts can be merged in any order.
 *
 * @param delay the sum of the delays, in minutes
 * @param late the flights delayed by more than 15 minutes
 */
record AirportDelays(String city, long flights, long delay, int maxDelay, long late) implements Serializable {

    private static final int LATE_MINUTES = 15;

    static AirportDelays of(Departure departure) {
        int delay = departure.flight().delay();
        return new AirportDelays(departure.city(), 1, delay, delay, delay > LATE_MINUTES ? 1 : 0);
    }

    AirportDelays plus(AirportDelays other) {
        return new AirportDelays(
                city,
                flights + other.flights,
                delay + other.delay,
                Math.max(maxDelay, other.maxDelay),
                late + other.late);
    }
}
