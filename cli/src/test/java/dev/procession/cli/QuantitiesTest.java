// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantitiesTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0 ms",
        "999, 999 ms",
        "1000, 1.0 s",
        "4249, 4.2 s",
        "59949, 59.9 s",
        "59950, 1 min 00 s",
        "65000, 1 min 05 s",
        "3599499, 59 min 59 s",
        "3600000, 1 h 00 min",
        "7380000, 2 h 03 min",
        "-5, 0 ms"
    })
    void duration_anyLength_readsWell(long millis, String text) {
        assertThat(Quantities.duration(Duration.ofMillis(millis))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0, 00:00", "59999, 00:59", "61000, 01:01", "3723000, 1:02:03"})
    void clock_anyLength_countsSeconds(long millis, String text) {
        assertThat(Quantities.clock(Duration.ofMillis(millis))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0, 1 s", "2600, 3 s", "89000, 89 s", "90000, 2 min", "5340000, 89 min", "5400000, 1 h 30 min"})
    void roughly_anyLength_isShort(long millis, String text) {
        assertThat(Quantities.roughly(Duration.ofMillis(millis))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0, 0 items", "1, 1 item", "20000, '20,000 items'"})
    void count_ofThings_agreesInNumber(long number, String text) {
        assertThat(Quantities.count(number, "item")).isEqualTo(text);
    }
}
