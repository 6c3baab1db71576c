// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.runtime.RuntimeConfig;
import dev.procession.runtime.RuntimeSettings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QuickStartTest {

    private static RuntimeSettings settings(String options) {
        return RuntimeConfig.load(Map.of("procession.worker.options", options));
    }

    private static List<String> options(RuntimeSettings settings) {
        return settings.workers().jvmOptions();
    }

    @Test
    void workers_archiveThere_useItBeforeTheUsersOptions() {
        assertThat(options(QuickStart.workers(settings("-Xmx64m"), "/a.jsa")))
                .startsWith("-XX:SharedArchiveFile=/a.jsa")
                .endsWith("-Xmx64m");
    }

    @Test
    void workers_noArchive_areAsTheyWere() {
        RuntimeSettings settings = settings("-Xmx64m");
        assertThat(QuickStart.workers(settings, null)).isSameAs(settings);
    }

    @Test
    void workers_userHasAnArchive_keepIt() {
        RuntimeSettings settings = settings("-XX:ArchiveClassesAtExit=/mine.jsa");
        assertThat(QuickStart.workers(settings, "/a.jsa")).isSameAs(settings);
    }
}
