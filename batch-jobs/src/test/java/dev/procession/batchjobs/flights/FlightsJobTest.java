// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.flights;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.batch.operations.JobOperator;
import jakarta.batch.runtime.BatchRuntime;
import jakarta.batch.runtime.BatchStatus;
import jakarta.batch.runtime.Metric;
import jakarta.batch.runtime.StepExecution;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jberet.runtime.JobExecutionImpl;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The job as a whole, on plain JBeret in this JVM. */
@Timeout(60)
class FlightsJobTest {

    private static final JobOperator OPERATOR = BatchRuntime.getJobOperator();

    @TempDir
    Path folder;

    private final Properties parameters = new Properties();
    private Path output;

    @BeforeEach
    void output() {
        output = folder.resolve("out");
        parameters.setProperty("output", output.toString());
    }

    @Test
    void run_shippedData_reportEqualsFiguresComputedFromTheCsv() throws Exception {
        long execution = run("flights");

        assertThat(OPERATOR.getJobExecution(execution).getBatchStatus()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(report()).isEqualTo(expected(shippedRows()));
        assertThat(metric(execution, Metric.MetricType.READ_COUNT)).isEqualTo(20_000);
        assertThat(metric(execution, Metric.MetricType.PROCESS_SKIP_COUNT)).isZero();
        assertThat(output).isDirectoryContaining("glob:**/delay-by-airport.csv");
        assertThat(files(output)).hasSize(1);
    }

    @Test
    void run_noOutput_writesToTheResultsOfTheExecution() throws Exception {
        parameters.remove("output");
        parameters.setProperty("partitions", "1");
        System.setProperty("procession.home", folder.resolve("home").toString());
        try {
            long execution = run("flights");

            output = folder.resolve("home").resolve("results").resolve(Long.toString(execution));
            assertThat(report()).isEqualTo(expected(shippedRows()));
            assertThat(files(folder.resolve("home").resolve("results"))).containsExactly(output);
        } finally {
            System.clearProperty("procession.home");
        }
    }

    @Test
    void run_badRows_areSkippedCountedAndRejected() throws Exception {
        input(Stream.of(
                "2001/01/01 00:47,20,1750,DTW,LAS",
                "2001/01/01 00:48,late,1750,DTW,LAS",
                "2001/01/01 00:49,10,1750,DTW,LAS",
                "2001/01/01 00:50,10,1750,???,LAS",
                "rubbish"));
        parameters.setProperty("partitions", "2");
        staleRejects("part-5.csv");

        long execution = run("flights");

        assertThat(report())
                .containsExactly(
                        "airport,city,flights,mean_delay,max_delay,share_over_15", "DTW,Detroit,2,15.0000,20,0.5000");
        assertThat(metric(execution, Metric.MetricType.PROCESS_SKIP_COUNT)).isEqualTo(3);
        assertThat(rejects())
                .containsExactly(
                        "140,origin '???' is not in the airports file,\"2001/01/01 00:50,10,1750,???,LAS\"",
                        "173,1 fields instead of 5,rubbish",
                        "72,delay 'late' is not a whole number,\"2001/01/01 00:48,late,1750,DTW,LAS\"");
    }

    @Test
    void run_morePartitionsThanRows_countsEachOnce() throws Exception {
        List<String> rows = shippedRows().subList(0, 5);
        input(rows.stream());
        parameters.setProperty("partitions", "50");

        run("flights");

        assertThat(report()).isEqualTo(expected(rows));
    }

    @Test
    void run_inputMissing_failsAndNamesIt() throws Exception {
        parameters.setProperty("input", folder.resolve("nowhere.csv").toString());

        long execution = run("flights");

        assertThat(OPERATOR.getJobExecution(execution).getBatchStatus()).isEqualTo(BatchStatus.FAILED);
        assertThat(output).doesNotExist();
    }

    @Test
    void restart_partitionFailed_countsEachRowOnce() throws Exception {
        List<String> rows = shippedRows();
        input(IntStream.range(0, rows.size())
                .boxed()
                .flatMap(i -> i % 100 == 99 ? Stream.of(rows.get(i), "bad" + i) : Stream.of(rows.get(i))));
        String job = interruptedJob();
        InterruptedProcessor.ROWS_LEFT.set(9_000);

        long failed = run(job);
        assertThat(OPERATOR.getJobExecution(failed).getBatchStatus()).isEqualTo(BatchStatus.FAILED);
        assertThat(output.resolve("delay-by-airport.csv")).doesNotExist();
        long execution = restart(failed);

        assertThat(OPERATOR.getJobExecution(execution).getBatchStatus()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(report()).isEqualTo(expected(rows));
        assertThat(rejects()).hasSize(200).doesNotHaveDuplicates();
        assertThat(metric(execution, Metric.MetricType.READ_COUNT)).isLessThan(20_000);
    }

    @Test
    void restart_reportFailed_runsTheReportAlone() throws Exception {
        Files.createDirectories(output.resolve("delay-by-airport.csv").resolve("in-the-way"));

        long failed = run("flights");
        assertThat(OPERATOR.getJobExecution(failed).getBatchStatus()).isEqualTo(BatchStatus.FAILED);
        Files.delete(output.resolve("delay-by-airport.csv").resolve("in-the-way"));
        Files.delete(output.resolve("delay-by-airport.csv"));
        long execution = restart(failed);

        assertThat(OPERATOR.getStepExecutions(execution))
                .extracting(StepExecution::getStepName)
                .containsExactly("report");
        assertThat(report()).isEqualTo(expected(shippedRows()));
        assertThat(files(output)).hasSize(1);
    }

    private long run(String job) throws InterruptedException {
        return await(OPERATOR.start(job, parameters));
    }

    private long restart(long execution) throws InterruptedException {
        return await(OPERATOR.restart(execution, parameters));
    }

    private static long await(long execution) throws InterruptedException {
        ((JobExecutionImpl) OPERATOR.getJobExecution(execution)).awaitTermination(50, TimeUnit.SECONDS);
        return execution;
    }

    private static long metric(long execution, Metric.MetricType type) {
        StepExecution step = OPERATOR.getStepExecutions(execution).get(0);
        return Arrays.stream(step.getMetrics())
                .filter(m -> m.getType() == type)
                .findFirst()
                .orElseThrow()
                .getValue();
    }

    private void input(Stream<String> rows) throws IOException {
        Path input = folder.resolve("input.csv");
        Files.writeString(input, Stream.concat(Stream.of(Flight.HEADER), rows).collect(Collectors.joining("\n")));
        parameters.setProperty("input", input.toString());
    }

    private void staleRejects(String name) throws IOException {
        Files.createDirectories(output.resolve("rejects"));
        Files.writeString(output.resolve("rejects").resolve(name), "offset,reason,line\nof,an earlier,job\n");
    }

    private List<String> report() throws IOException {
        return Files.readAllLines(output.resolve("delay-by-airport.csv"));
    }

    private List<String> rejects() throws IOException {
        List<String> rejects = new ArrayList<>();
        for (Path part : files(output.resolve("rejects"))) {
            List<String> lines = Files.readAllLines(part);
            assertThat(lines.get(0)).isEqualTo("offset,reason,line");
            rejects.addAll(lines.subList(1, lines.size()));
        }
        return rejects.stream().sorted().toList();
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private static List<String> shippedRows() throws IOException {
        return resource("/flights/flights-20k.csv").lines().skip(1).toList();
    }

    /** The figures from a second, plain computation, which shares no code with the job. */
    private static List<String> expected(List<String> rows) throws IOException {
        Map<String, String> cities = resource("/flights/airports.csv")
                .lines()
                .filter(line -> !line.contains("\""))
                .collect(Collectors.toMap(line -> line.split(",", -1)[0], line -> line.split(",", -1)[2]));
        cities.put("BTR", "Baton Rouge");
        cities.put("RDG", "Reading");
        Map<String, List<Integer>> delays = rows.stream()
                .map(row -> row.split(",", -1))
                .collect(Collectors.groupingBy(
                        fields -> fields[3],
                        Collectors.mapping(fields -> Integer.valueOf(fields[1]), Collectors.toList())));
        Stream<String> lines = delays.entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<String, List<Integer>> e) ->
                                -e.getValue().size())
                        .thenComparing(Map.Entry::getKey))
                .map(e -> String.format(
                        Locale.ROOT,
                        "%s,%s,%d,%.4f,%d,%.4f",
                        e.getKey(),
                        cities.get(e.getKey()),
                        e.getValue().size(),
                        e.getValue().stream().mapToInt(d -> d).average().orElseThrow(),
                        e.getValue().stream().mapToInt(d -> d).max().orElseThrow(),
                        e.getValue().stream()
                                .mapToInt(d -> d > 15 ? 1 : 0)
                                .average()
                                .orElseThrow()));
        return Stream.concat(Stream.of("airport,city,flights,mean_delay,max_delay,share_over_15"), lines)
                .toList();
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = FlightsJobTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The Job XML that ships with the processor replaced, put where the runtime finds it. */
    private static String interruptedJob() throws IOException, URISyntaxException {
        String xml = resource("/META-INF/batch-jobs/flights.xml")
                .replace("<job id=\"flights\"", "<job id=\"interrupted-flights\"")
                .replace("\"flightProcessor\"", "\"interruptedProcessor\"");
        Path jobs = Path.of(FlightsJobTest.class.getResource("/").toURI())
                .resolve("META-INF")
                .resolve("batch-jobs");
        Files.createDirectories(jobs);
        Files.writeString(jobs.resolve("interrupted-flights.xml"), xml);
        return "interrupted-flights";
    }
}
