// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TableTest {

    @Test
    void lines_textAndNumbers_alignsNumbersToTheRight() {
        Table table = Table.of("  ", "STEP", "READ", "STATUS")
                .row("delays", "20,000", "COMPLETED")
                .row("r", "-", "");

        assertThat(table.lines())
                .containsExactly("  STEP      READ  STATUS", "  delays  20,000  COMPLETED", "  r            -");
    }

    @Test
    void lines_noRows_isTheHeader() {
        assertThat(Table.of("", "ID", "JOB").lines()).containsExactly("ID  JOB");
    }

    @Test
    void row_otherNumberOfCells_isRefused() {
        assertThatThrownBy(() -> Table.of("", "ID", "JOB").row("1")).isInstanceOf(IllegalArgumentException.class);
    }
}
