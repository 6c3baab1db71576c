// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.flights;

import jakarta.batch.operations.BatchRuntimeException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The city of each airport, from a CSV file with the columns {@code iata} and {@code city} among others. */
final class Airports {

    private final Map<String, String> cities;

    private Airports(Map<String, String> cities) {
        this.cities = cities;
    }

    static Airports load(FlightFile file) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(file.openAt(0), StandardCharsets.UTF_8))) {
            String header = lines.readLine();
            List<String> columns = Csv.split(header == null ? "" : header);
            int code = columns.indexOf("iata");
            int city = columns.indexOf("city");
            if (code < 0 || city < 0) {
                throw new BatchRuntimeException(
                        "The airports file " + file.location() + " has no columns iata and city in its first line."
                                + " Name another with -P airports=FILE, or leave it out for the one that ships with the job.");
            }
            Map<String, String> cities = new HashMap<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                List<String> fields = Csv.split(line);
                if (fields.size() > Math.max(code, city)) {
                    cities.put(fields.get(code), fields.get(city));
                }
            }
            return new Airports(cities);
        } catch (IOException e) {
            throw new BatchRuntimeException("The airports file " + file.location() + " cannot be read (" + e + ").", e);
        }
    }

    @Nullable
    String city(String code) {
        return cities.get(code);
    }
}
