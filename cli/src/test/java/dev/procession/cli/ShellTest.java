// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShellTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    /tmp/state-1 | /tmp/state-1
                    my state     | 'my state'
                    it's         | 'it'\\''s'
                    ""           | ''
                    """)
    void quote_anyText_isOneArgument(String text, String quoted) {
        assertThat(Shell.quote(text)).isEqualTo(quoted);
    }
}
