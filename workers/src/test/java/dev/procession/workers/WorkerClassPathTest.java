// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkerClassPathTest {

    @Test
    void withoutCoordinator_jarsOfTheCoordinator_areLeftOut() {
        List<String> path = List.of(
                "/m2/procession-messaging-0.1.0.jar",
                "/m2/procession-broker-0.1.0.jar",
                "/m2/procession-cli-0.1.0.jar",
                "/m2/artemis-core-client-2.56.0.jar",
                "/m2/artemis-commons-2.56.0.jar",
                "/m2/artemis-server-2.56.0.jar",
                "/m2/artemis-journal-2.56.0.jar",
                "/m2/h2-2.4.240.jar",
                "/m2/postgresql-42.7.4.jar",
                "/m2/HikariCP-7.0.2.jar",
                "/m2/flyway-core-11.20.3.jar",
                "/m2/picocli-4.7.7.jar",
                "/m2/jackson-databind-2.20.1.jar",
                "/m2/smallrye-config-3.14.1.jar",
                "/m2/jberet-core-3.1.0.Final.jar",
                "/home/user/h2o-jobs.jar");
        assertThat(WorkerClassPath.withoutCoordinator(path))
                .containsExactly(
                        "/m2/procession-messaging-0.1.0.jar",
                        "/m2/artemis-core-client-2.56.0.jar",
                        "/m2/artemis-commons-2.56.0.jar",
                        "/m2/jberet-core-3.1.0.Final.jar",
                        "/home/user/h2o-jobs.jar");
    }

    @Test
    void withoutCoordinator_classDirectories_areLeftOutByModule() {
        List<String> path = List.of(
                "/src/procession/broker/target/classes",
                "/src/procession/cli/target/classes",
                "/src/procession/workers/target/classes",
                "/home/user/broker/classes");
        assertThat(WorkerClassPath.withoutCoordinator(path))
                .containsExactly("/src/procession/workers/target/classes", "/home/user/broker/classes");
    }

    @Test
    void forWorkers_jobsPath_comesLastAndAbsolute() {
        List<String> path = WorkerClassPath.forWorkers(List.of(Path.of("jobs.jar")));
        assertThat(path).last().isEqualTo(Path.of("jobs.jar").toAbsolutePath().toString());
        assertThat(path).hasSizeGreaterThan(1);
    }

    @Test
    void split_joined_isTheSame() {
        List<String> path = List.of("/a.jar", "/b");
        assertThat(WorkerClassPath.split(WorkerClassPath.join(path))).isEqualTo(path);
    }
}
