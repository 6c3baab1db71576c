// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimilarWordTest {

    private static final List<String> KNOWN = List.of("--workers", "--worker-opts", "--broker", "-P");

    @ParameterizedTest
    @CsvSource({"--wrokers,--workers", "--worker,--workers", "--brokr=tcp://x,--broker", "--wait,", "-p,", "--home,"})
    void of_aWord_isTheNearestIfThatIsNear(String word, String expected) {
        assertThat(SimilarWord.of(word, KNOWN).orElse(null)).isEqualTo(expected);
    }
}
