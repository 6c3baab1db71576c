// SPDX-License-Identifier: Apache-2.0
/**
 * The quick-start job {@code flights}: departure delays by airport, computed from a CSV file of flights in as many
 * partitions as wanted.
 *
 * <pre>
 *  coordinator                                  worker, one partition each
 *  FlightMapper    file -> byte ranges  ----->  FlightReader -> FlightProcessor -> FlightWriter
 *                                                    | per chunk             FlightRejects -> part-N.csv
 *  FlightAnalyzer  merges               <-----  FlightCollector
 *  FlightReducer   totals.csv
 *  DelayReport     delay-by-airport.csv
 * </pre>
 *
 * Only the APIs of Jakarta EE are used, so that the module may be copied as a template.
 */
@NullMarked
package dev.procession.batchjobs.flights;

import org.jspecify.annotations.NullMarked;
