// SPDX-License-Identifier: Apache-2.0
package dev.procession.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.runtime.Inspection;
import dev.procession.runtime.RuntimeConfig;
import dev.procession.runtime.repository.AttemptView;
import dev.procession.runtime.repository.ExecutionView;
import dev.procession.runtime.repository.JobQueries;
import dev.procession.runtime.repository.PartitionView;
import dev.procession.runtime.repository.StepView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/** Runs after the TCK and reads what it left behind: a passed TCK says nothing if its tests or the workers were not there. */
class WhatRanIT {

    private static final Path TARGET = Path.of(System.getProperty("conformance.target"));
    private static final int DISABLED_BY_TCK = 8;

    private static final List<Attempt> attempts = new ArrayList<>();
    private static long coordinator;

    private record Attempt(ExecutionView execution, StepView step, PartitionView partition, AttemptView attempt) {
        boolean isRemote() {
            return attempt.pid() != coordinator;
        }
    }

    @BeforeAll
    static void readRepository() throws IOException {
        coordinator = Long.parseLong(Files.readString(Path.of(System.getProperty(CoordinatorPid.FILE))));
        try (Inspection inspection = Inspection.open(RuntimeConfig.load(Map.of()))) {
            JobQueries queries = inspection.queries();
            for (ExecutionView listed : queries.executions(Integer.MAX_VALUE)) {
                add(queries.execution(listed.executionId()).orElseThrow());
            }
        }
    }

    private static void add(ExecutionView execution) {
        for (StepView step : Objects.requireNonNull(execution.steps())) {
            for (PartitionView partition : step.partitions()) {
                for (AttemptView attempt : partition.attempts()) {
                    attempts.add(new Attempt(execution, step, partition, attempt));
                }
            }
        }
    }

    @Test
    void partitions_ofTck_ranInWorkerJvms() throws IOException {
        Files.writeString(TARGET.resolve("remote-partitions.txt"), report());

        assertThat(attempts).as("partitions that ran").isNotEmpty().allMatch(Attempt::isRemote, "ran in a worker");
        assertThat(attempts.stream().map(attempt -> attempt.attempt().pid()).distinct())
                .as("worker processes")
                .hasSizeGreaterThanOrEqualTo(2);
    }

    private static String report() {
        Map<String, Integer> jobs = new TreeMap<>();
        attempts.stream()
                .filter(Attempt::isRemote)
                .forEach(attempt -> jobs.merge(
                        attempt.execution().jobName() + "/" + attempt.step().name(), 1, Integer::sum));
        long remote = attempts.stream().filter(Attempt::isRemote).count();
        StringBuilder text = new StringBuilder()
                .append(remote)
                .append(" partitions ran in worker JVMs (pids ")
                .append(new TreeSet<>(attempts.stream()
                        .filter(Attempt::isRemote)
                        .map(attempt -> attempt.attempt().pid())
                        .toList()))
                .append("), ")
                .append(attempts.size() - remote)
                .append(" in the coordinator (pid ")
                .append(coordinator)
                .append(")\n");
        jobs.forEach((step, count) -> text.append(String.format("%5d  %s%n", count, step)));
        return text.toString();
    }

    @Test
    void tests_ofTck_allRanButThoseItDisables() throws Exception {
        int tests = 0;
        int skipped = 0;
        DocumentBuilder parser = DocumentBuilderFactory.newInstance().newDocumentBuilder();
        try (Stream<Path> reports = Files.list(TARGET.resolve("failsafe-reports"))) {
            for (Path report : reports.filter(WhatRanIT::isOfTck).toList()) {
                Element suite = parser.parse(report.toFile()).getDocumentElement();
                tests += Integer.parseInt(suite.getAttribute("tests"));
                skipped += Integer.parseInt(suite.getAttribute("skipped"));
            }
        }
        assertThat(tests).as("tests of the TCK").isEqualTo(Integer.getInteger("conformance.tests"));
        assertThat(skipped).as("tests that the TCK disables").isEqualTo(DISABLED_BY_TCK);
    }

    private static boolean isOfTck(Path report) {
        return report.getFileName().toString().startsWith("TEST-com.ibm.jbatch.tck");
    }
}
