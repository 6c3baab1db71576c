// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random faults against a job of 32 partitions with a transactional writer: {@code .ci/chaos --seed S,S --minutes M}. At the end the job is COMPLETED, every
 * number was written and collected once, and nothing is left.
 */
@Tag("full")
@DisabledOnOs(OS.WINDOWS) // there are no signals
class ChaosIT {

    private static final int FAULTS_A_MINUTE = 14;

    private static LongStream seeds() {
        return Stream.of(System.getProperty("chaos.seeds", "1").split(",")).mapToLong(Long::parseLong);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void job_randomFaults_completesWithEveryItemOnce(long seed) throws Exception {
        double minutes = Double.parseDouble(System.getProperty("chaos.minutes", "0.4"));
        Random random = new Random(seed);
        int count = (int) Math.max(ChaosFault.values().length, FAULTS_A_MINUTE * minutes);
        List<ChaosFault> faults = ChaosFault.draw(random, count);
        atSite(List.of(), site -> {
            ChaosRun run = new ChaosRun(site, random, minutes, Map.of());
            run.suffer(faults);
            List<String> problems = run.awaitEnd();
            System.out.println("chaos seed " + seed + ": " + run + "; problems " + problems);
            assertThat(problems).isEmpty();
            site.end();
        });
    }

    /** Whether the check would see it: after a cut the broker delivers results again. */
    @Test
    void check_resultsCountEachTimeTheyArrive_isFound() throws Exception {
        Path mutant = Mutation.compile(
                newDirectory(),
                "dev.procession.runtime.jberet.PartitionInbox",
                "if (!collected.contains(new Seen(partition, event.attempt(), data.sequence())) && awaitReady()) {",
                "if (awaitReady()) {");
        atSite(List.of(mutant), site -> {
            ChaosRun run = new ChaosRun(site, new Random(1), 0.1, Map.of());
            run.suffer(List.of(ChaosFault.CUT, ChaosFault.CUT));
            assertThat(run.awaitEnd()).singleElement().asString().contains("data more than once");
        });
    }

    /** Whether the check would see it: the writer has a connection that nothing fences. */
    @Test
    void check_rowsAreNotFenced_isFound() throws Exception {
        atSite(List.of(), site -> {
            ChaosRun run = new ChaosRun(site, new Random(1), 0.1, Map.of("fenced", "false"));
            run.suffer(List.of(ChaosFault.HALT, ChaosFault.FREEZE, ChaosFault.HALT));
            assertThat(run.awaitEnd()).singleElement().asString().contains("rows more than once");
        });
    }

    private interface Visit {
        void to(ChaosSite site) throws Exception;
    }

    private static void atSite(List<Path> classPath, Visit visit) throws Exception {
        try (ChaosSite site = ChaosSite.open(newDirectory(), classPath)) {
            try {
                visit.to(site);
            } catch (Exception | AssertionError e) {
                System.err.println(site.keep());
                throw e;
            }
        }
    }

    private static Path newDirectory() throws Exception {
        return Files.createTempDirectory("procession-chaos");
    }
}
