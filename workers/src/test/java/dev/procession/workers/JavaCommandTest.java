// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class JavaCommandTest {

    @Test
    void withDefaults_options_comeAfterOursSoThatTheyWin() {
        List<String> command = JavaCommand.withDefaults(
                List.of("-Xmx64m", "-XX:TieredStopAtLevel=4"), List.of("/a.jar"), JavaCommandTest.class);
        assertThat(command)
                .containsSubsequence(
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx64m",
                        "-XX:TieredStopAtLevel=4",
                        "-cp",
                        "/a.jar",
                        JavaCommandTest.class.getName());
    }

    @Test
    void withDefaults_anotherCollector_replacesOurs() {
        assertThat(JavaCommand.withDefaults(List.of("-XX:+UseG1GC"), List.of(), JavaCommandTest.class))
                .contains("-XX:+UseG1GC")
                .doesNotContain("-XX:+UseSerialGC");
    }
}
