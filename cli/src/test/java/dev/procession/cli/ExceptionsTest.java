// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExceptionsTest {

    @Test
    void summary_chainOfCauses_isTheInnermostWithoutPackage() {
        String trace = """
                jakarta.batch.operations.BatchRuntimeException: JBERET000007: failed to run step
                    at org.jberet.Runner.run(Runner.java:1)
                Caused by: com.example.jobs.Outer$Inner: row 7: bad date
                    at com.example.jobs.Reader.readItem(Reader.java:2)
                    ... 3 more""";

        assertThat(Exceptions.summary(trace)).isEqualTo("Outer$Inner: row 7: bad date");
    }

    @Test
    void summary_oneException_isItsFirstLine() {
        assertThat(Exceptions.summary("java.lang.IllegalStateException: no a.b.Class here\n\tat x.Y.z(Y.java)"))
                .isEqualTo("IllegalStateException: no a.b.Class here");
    }

    @Test
    void summary_fromAWorker_isWhatTheWorkerSaid() {
        String trace = """
                dev.procession.runtime.jberet.RemotePartitionException: partition 1 of step 'work' failed on worker w
                Caused by: dev.procession.runtime.jberet.RemotePartitionException$RemoteStackTrace: java.lang.Error: no
                    at x.Y.z(Y.java)""";

        assertThat(Exceptions.summary(trace)).isEqualTo("Error: no");
    }

    @Test
    void summary_whatTheProjectFound_isItsMessage() {
        String trace = """
                dev.procession.runtime.jberet.RemotePartitionException: partition 1 of step 'work' failed on worker w
                Caused by: dev.procession.runtime.jberet.RemotePartitionException$RemoteStackTrace: \
                dev.procession.runtime.jberet.ArtifactNotFoundException: there is no batch artifact 'a'; bring its jar
                    at x.Y.z(Y.java)
                Caused by: java.lang.ClassNotFoundException: a""";

        assertThat(Exceptions.summary(trace)).isEqualTo("there is no batch artifact 'a'; bring its jar");
    }

    @Test
    void summary_nothing_isEmpty() {
        assertThat(Exceptions.summary(null)).isEmpty();
        assertThat(Exceptions.summary(" ")).isEmpty();
    }

    @Test
    void summary_endless_isCut() {
        assertThat(Exceptions.summary("E: " + "x".repeat(1000))).hasSize(404).endsWith(" ...");
    }
}
