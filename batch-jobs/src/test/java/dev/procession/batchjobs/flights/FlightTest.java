// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.flights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlightTest {

    @Test
    void parse_textDate_hasAllFields() {
        assertThat(Flight.parse("2001/01/02 13:47,-5,407,LAS,OAK"))
                .isEqualTo(new Flight(LocalDateTime.of(2001, 1, 2, 13, 47), -5, 407, "LAS", "OAK"));
    }

    @Test
    void parse_epochMicroseconds_isTheSameDate() {
        assertThat(Flight.parse("978307260000000,33,2176,LAS,PHL").date())
                .isEqualTo(LocalDateTime.of(2001, 1, 1, 0, 1));
    }

    @Test
    void parse_quotedFields_areUnquoted() {
        assertThat(Flight.parse("\"2001/01/02 13:47\",\"7\",407,\"LAS\",OAK").delay())
                .isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x | 1 fields instead of 5",
                "2001/01/01 00:47,66,1750,DTW | 4 fields instead of 5",
                "2001/01/01 00:47,66,1750,DTW,LAS,extra | 6 fields instead of 5",
                "2001/01/01 00:47,,1750,DTW,LAS | delay is missing",
                "2001/01/01 00:47,late,1750,DTW,LAS | delay 'late' is not a whole number",
                "2001/01/01 00:47,99999999999,1750,DTW,LAS | delay '99999999999' is not a whole number",
                "2001/01/01 00:47,66,-1,DTW,LAS | distance -1 is negative",
                "2001/01/01 00:47,66,1750,,LAS | origin is missing",
                "2001/01/01 00:47,66,1750,DTW, | destination is missing",
                ",66,1750,DTW,LAS | date is missing",
                "2001/02/30 00:47,66,1750,DTW,LAS | date '2001/02/30 00:47' is neither yyyy/MM/dd HH:mm nor microseconds since 1970",
                "2001-01-01 00:47,66,1750,DTW,LAS | date '2001-01-01 00:47' is neither yyyy/MM/dd HH:mm nor microseconds since 1970",
            })
    void parse_notAFlight_saysWhy(String row, String reason) {
        assertThatThrownBy(() -> Flight.parse(row))
                .isInstanceOf(InvalidFlightException.class)
                .hasMessage(reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "date,delay,distance,origin,destination",
                "\uFEFFdate,delay,distance,origin,destination",
                "\"date\",\"delay\",\"distance\",\"origin\",\"destination\"",
            })
    void isHeader_theFiveColumns_isTrue(String line) {
        assertThat(Flight.isHeader(line)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "date,delay,distance,origin",
                "delay,date,distance,origin,destination",
                "2001/01/01 00:47,66,1750,DTW,LAS"
            })
    void isHeader_otherColumns_isFalse(String line) {
        assertThat(Flight.isHeader(line)).isFalse();
    }

    @Test
    void split_quotesAndCommas_readsBackWhatWasJoined() {
        String line = Csv.join("HTW", "Westport, NY", "W. H. \"Bud\" Barron", "", 7);

        assertThat(Csv.split(line.stripTrailing()))
                .containsExactly("HTW", "Westport, NY", "W. H. \"Bud\" Barron", "", "7");
    }
}
