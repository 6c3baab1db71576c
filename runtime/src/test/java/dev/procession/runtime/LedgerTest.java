// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LedgerTest {

    @Test
    void problems_allOnce_none() {
        assertThat(Ledger.problems("rows", List.of(2, 0, 1), 3)).isEmpty();
    }

    @Test
    void problems_lostRepeatedAndForeign_areNamed() {
        assertThat(Ledger.problems("rows", List.of(0, 2, 2, 7), 4))
                .containsExactly("2 rows missing: [1, 3]", "1 rows more than once: [2]", "1 rows out of range: [7]");
    }
}
