// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.flights;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.batch.runtime.context.StepContext;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("UnnecessaryAssignment") // The test is the framework that injects.
class FlightReaderTest {

    private static final String HEADER = Flight.HEADER + "\n";
    private static final String ROW = "2001/01/01 00:47,66,1750,DTW,LAS\n";

    @TempDir
    Path folder;

    private final StepContext step = FakeContexts.step();

    @Test
    void open_atACheckpoint_continuesAfterTheLastChunk() throws IOException {
        FlightReader first = reader(HEADER + ROW + "second\n" + "third\n");
        first.open(null);
        assertThat(text(first)).isEqualTo(ROW.strip());
        RangeProgress.of(step).endChunk();
        Serializable checkpoint = first.checkpointInfo();
        assertThat(text(first)).isEqualTo("second");
        first.close();

        FlightReader successor = reader(HEADER + ROW + "second\n" + "third\n");
        successor.open(checkpoint);

        assertThat(text(successor)).isEqualTo("second");
        assertThat(text(successor)).isEqualTo("third");
        assertThat(successor.readItem()).isNull();
        successor.close();
    }

    @Test
    void checkpointInfo_inTheMiddleOfAChunk_isThatOfTheChunkBefore() throws IOException {
        FlightReader reader = reader(HEADER + ROW + "bad\n" + ROW);
        reader.open(null);
        Serializable begin = reader.checkpointInfo();
        reader.readItem();
        reader.readItem();
        RangeProgress.of(step).reject(new Line(1, "bad", false), "bad");

        assertThat(reader.checkpointInfo()).isEqualTo(begin);
        reader.close();
    }

    @Test
    void readItem_blankLines_arePassedOverAndAccountedFor() throws IOException {
        FlightReader reader = reader(HEADER + "\n" + ROW + "\r\n\n");
        reader.open(null);

        assertThat(text(reader)).isEqualTo(ROW.strip());
        assertThat(reader.readItem()).isNull();
        RangeProgress.of(step).endChunk();
        assertThat(RangeProgress.of(step).collect().bytes()).isEqualTo(new ByteRange(reader.start, reader.end));
        reader.close();
    }

    @Test
    void collect_twice_sendsEachDepartureOnce() throws IOException {
        FlightReader reader = reader(HEADER + ROW);
        reader.open(null);
        RangeProgress progress = RangeProgress.of(step);
        reader.readItem();
        progress.count(new Departure(Flight.parse(ROW.strip()), "Detroit"));
        progress.endChunk();

        assertThat(progress.collect().delays()).containsOnlyKeys("DTW");
        DelayDelta second = progress.collect();
        assertThat(second.delays()).isEmpty();
        assertThat(second.bytes().start()).isEqualTo(second.bytes().end());
        reader.close();
    }

    private FlightReader reader(String text) throws IOException {
        FlightReader reader = new FlightReader();
        reader.step = step;
        reader.input = Files.writeString(folder.resolve("flights.csv"), text).toString();
        reader.start = HEADER.length();
        reader.end = text.length();
        reader.rejects = folder.resolve("part-0.csv").toString();
        return reader;
    }

    private static String text(FlightReader reader) throws IOException {
        Line line = reader.readItem();
        return line == null ? null : line.text();
    }
}
