// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.runtime.repository.AttemptView;
import dev.procession.runtime.repository.ExecutionView;
import dev.procession.runtime.repository.PartitionView;
import dev.procession.runtime.repository.StepView;
import dev.procession.runtime.repository.ViewJson;
import jakarta.batch.runtime.BatchStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.assertj.core.api.recursive.comparison.RecursiveComparisonConfiguration;
import org.assertj.core.util.DoubleComparator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The quick start, as a new user types it. */
class FlightsIT {

    private static final String FLIGHTS = """
            CREATE TABLE flights AS SELECT origin, CAST(delay AS INT) AS delay FROM CSVREAD('classpath:flights/flights-20k.csv')
            """;
    private static final String AIRPORTS = """
            CREATE TABLE airports (iata VARCHAR PRIMARY KEY, city VARCHAR)
            AS SELECT iata, city FROM CSVREAD('classpath:flights/airports.csv')
            """;
    private static final String REPORT = """
            SELECT origin, MIN(city), COUNT(*) AS flights, AVG(CAST(delay AS DOUBLE)), MAX(delay), AVG(CAST(delay > 15 AS DOUBLE))
            FROM flights JOIN airports ON iata = origin GROUP BY origin ORDER BY flights DESC, origin
            """;
    private static final RecursiveComparisonConfiguration ROUNDED = RecursiveComparisonConfiguration.builder()
            .withComparatorForType(new DoubleComparator(0.00006), Double.class)
            .build();

    private record Airport(
            String code, String city, long flights, double meanDelay, long maxDelay, double shareOver15) {}

    @RegisterExtension
    private final Commands commands = new Commands();

    @Test
    void run_twoWorkers_reportsWhatSqlFindsAndShowsWhoDidWhat() throws Exception {
        Commands.Command run = commands.start("run", "flights", "--workers", "2");
        long coordinator = run.process().pid(); // the launcher becomes it
        assertThat(run.exitCode()).isZero();

        assertThat(run.output())
                .contains("flights COMPLETED in ", "20,000 read", "partitions  8", "procession show 1")
                .contains("results     " + commands.home().resolve("results").resolve("1"));
        assertThat(run.errors()).isEmpty();
        assertReport(commands.home().resolve("results").resolve("1"));

        ExecutionView shown = show("1");
        assertThat(shown.batchStatus()).isEqualTo(BatchStatus.COMPLETED);
        List<PartitionView> partitions = steps(shown).get(0).partitions();
        assertThat(partitions).hasSize(8);
        Set<Long> pids = partitions.stream()
                .flatMap(partition -> partition.attempts().stream())
                .map(AttemptView::pid)
                .collect(Collectors.toSet());
        assertThat(pids).hasSize(2).doesNotContain(coordinator);
        assertThat(steps(shown).get(0).metrics())
                .containsAllEntriesOf(Map.of("readCount", 20000L, "processSkipCount", 0L));
    }

    @Test
    void show_forPeople_hasALineForEachPartition() throws Exception {
        commands.run(0, "run", "flights", "--workers", "1", "-P", "partitions=3");

        assertThat(commands.run(0, "show", "1").output().lines().filter(line -> line.contains("worker-1")))
                .hasSize(3)
                .allMatch(line -> line.contains("COMPLETED"));
        assertThat(commands.run(0, "jobs").output()).contains("flights", "COMPLETED");
        assertThat(commands.run(0, "workers").output()).contains("No workers are connected");
        assertThat(commands.run(2, "show", "7").errors()).contains("there is no execution 7", "procession jobs");
        List<ExecutionView> jobs =
                ViewJson.readExecutions(commands.run(0, "jobs", "--json").output());
        assertThat(jobs).extracting(ExecutionView::jobName).containsExactly("flights");
        assertThat(jobs.get(0).parameters()).containsEntry("partitions", "3");
    }

    @Tag("full")
    @Test
    void run_output_putsTheReportThere() throws Exception {
        Path output = commands.folder().resolve("my results");
        commands.run(0, "run", "flights", "--workers", "1", "-P", "output=" + output);

        assertReport(output);
    }

    private ExecutionView show(String execution) throws IOException, InterruptedException {
        return ViewJson.readExecution(
                commands.run(0, "show", execution, "--json").output());
    }

    private static List<StepView> steps(ExecutionView execution) {
        return Objects.requireNonNull(execution.steps());
    }

    private static void assertReport(Path folder) throws IOException, SQLException {
        List<String> lines = Files.readAllLines(folder.resolve("delay-by-airport.csv"));
        assertThat(lines.get(0)).isEqualTo("airport,city,flights,mean_delay,max_delay,share_over_15");
        assertThat(lines.stream().skip(1).map(FlightsIT::airport).toList())
                .usingRecursiveFieldByFieldElementComparator(ROUNDED)
                .hasSizeGreaterThan(100)
                .isEqualTo(expected());
    }

    private static Airport airport(String line) {
        String[] cells = line.split(",", -1);
        assertThat(cells).as(line).hasSize(6);
        return new Airport(
                cells[0],
                cells[1],
                Long.parseLong(cells[2]),
                Double.parseDouble(cells[3]),
                Long.parseLong(cells[4]),
                Double.parseDouble(cells[5]));
    }

    /** The same from SQL. */
    private static List<Airport> expected() throws SQLException {
        List<Airport> airports = new ArrayList<>();
        try (Connection h2 = DriverManager.getConnection("jdbc:h2:mem:");
                Statement statement = h2.createStatement()) {
            statement.execute(FLIGHTS);
            statement.execute(AIRPORTS);
            ResultSet rows = statement.executeQuery(REPORT);
            while (rows.next()) {
                airports.add(new Airport(
                        rows.getString(1),
                        rows.getString(2),
                        rows.getLong(3),
                        rows.getDouble(4),
                        rows.getLong(5),
                        rows.getDouble(6)));
            }
        }
        return airports;
    }
}
