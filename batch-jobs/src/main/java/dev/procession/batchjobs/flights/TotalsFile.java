// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.flights;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The totals between the two steps: sums as a CSV file. Not Java serialisation, which a person cannot read and a program
 * should not, from a file that anybody may have written.
 */
final class TotalsFile {

    private static final String HEADER = "airport,city,flights,total_delay,max_delay,flights_over_15";

    private TotalsFile() {}

    static void write(Path file, SortedMap<String, AirportDelays> totals) throws IOException {
        StringBuilder text = new StringBuilder(HEADER).append('\n');
        for (Map.Entry<String, AirportDelays> entry : totals.entrySet()) {
            AirportDelays delays = entry.getValue();
            text.append(Csv.join(
                    entry.getKey(), delays.city(), delays.flights(), delays.delay(), delays.maxDelay(), delays.late()));
        }
        FlightsFolders.replace(file, text);
    }

    static SortedMap<String, AirportDelays> read(Path file) throws IOException {
        SortedMap<String, AirportDelays> totals = new TreeMap<>();
        List<String> lines = Files.readAllLines(file);
        for (String line : lines.subList(1, lines.size())) {
            List<String> fields = Csv.split(line);
            totals.put(
                    fields.get(0),
                    new AirportDelays(
                            fields.get(1),
                            Long.parseLong(fields.get(2)),
                            Long.parseLong(fields.get(3)),
                            Integer.parseInt(fields.get(4)),
                            Long.parseLong(fields.get(5))));
        }
        return totals;
    }
}
