// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.messaging.BrokerEndpoint;
import dev.procession.messaging.ConnectionSettings;
import dev.procession.messaging.Credentials;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WorkerSettingsTextTest {

    private static final WorkerSettings SETTINGS = WorkerSettings.of(
                    new BrokerEndpoint("tcp://127.0.0.1:61616?a=b&c=#d", new Credentials("user", " pass=word\n\n:ü")))
            .name("worker-1")
            .slots(3)
            .connection(new ConnectionSettings(Duration.ofSeconds(2), Duration.ofSeconds(5), 1234))
            .handBackGrace(Duration.ofMillis(1500))
            .presenceInterval(Duration.ofMillis(500));

    @Test
    void read_written_isTheSameAndLeavesTheRest() throws IOException {
        StringWriter text = new StringWriter();
        WorkerSettingsText.write(SETTINGS, text);
        BufferedReader in = new BufferedReader(new StringReader(text + "drain\n"));
        assertThat(WorkerSettingsText.read(in)).isEqualTo(SETTINGS);
        assertThat(in.readLine()).isEqualTo("drain");
    }

    @Test
    void read_inputEndsBeforeTheEmptyLine_isNull() throws IOException {
        assertThat(WorkerSettingsText.read(new BufferedReader(new StringReader("name=worker-1\n"))))
                .isNull();
    }

    @Test
    void read_settingMissing_namesIt() {
        assertThatThrownBy(() -> WorkerSettingsText.read(new BufferedReader(new StringReader("slots=1\n\n"))))
                .hasMessageContaining("'name'");
    }

    @Test
    void settings_impossible_areRefused() {
        assertThatThrownBy(() -> SETTINGS.slots(0)).hasMessageContaining("0 slots");
        assertThatThrownBy(() -> SETTINGS.name(" ")).hasMessageContaining("name");
    }

    @Test
    void settings_asText_hideThePassword() {
        assertThat(SETTINGS.toString()).doesNotContain("pass=word");
    }
}
