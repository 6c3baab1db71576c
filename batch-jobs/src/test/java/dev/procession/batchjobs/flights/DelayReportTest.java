// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.flights;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DelayReportTest {

    private static final SortedMap<String, AirportDelays> TOTALS = new TreeMap<>(Map.of(
            "ORD", new AirportDelays("Chicago", 3, 31, 20, 1),
            "HTW", new AirportDelays("Chesapeake, \"OH\"", 3, -2, 0, 0),
            "DEN", new AirportDelays("Denver", 32, 1, 40, 4)));

    @Test
    void format_severalAirports_busiestFirstThenByCode() {
        assertThat(DelayReport.format(TOTALS)).isEqualTo("""
                        airport,city,flights,mean_delay,max_delay,share_over_15
                        DEN,Denver,32,0.0312,40,0.1250
                        HTW,"Chesapeake, ""OH""\",3,-0.6667,0,0.0000
                        ORD,Chicago,3,10.3333,20,0.3333
                        """);
    }

    @Test
    void format_noFlights_isTheHeader() {
        assertThat(DelayReport.format(new TreeMap<>()))
                .isEqualTo("airport,city,flights,mean_delay,max_delay,share_over_15\n");
    }

    @Test
    void read_writtenTotals_areTheSame(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("work").resolve("totals.csv");
        TotalsFile.write(file, TOTALS);

        assertThat(TotalsFile.read(file)).isEqualTo(TOTALS);
        assertThat(folder.resolve("work"))
                .isDirectoryContaining("glob:**totals.csv")
                .isDirectoryNotContaining("glob:**.tmp");
    }
}
