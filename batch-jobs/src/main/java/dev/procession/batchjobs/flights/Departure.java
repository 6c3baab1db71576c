// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.flights;

/** A flight joined with the city that it left. */
record Departure(Flight flight, String city) {}
