// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.flights;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineReaderTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\nbb\nccc\n",
                "a\nbb\nccc",
                "a\r\nbb\r\nccc\r\n",
                "\n\n\n",
                "a\n\nb\n\n",
                "one line, longer than many ranges, and no line end",
                "short\nthis line spans several of the ranges\nshort\n",
                "città\nMünchen\n東京\n",
            })
    void readLine_anyNumberOfRanges_everyLineInOneRange(String text) throws IOException {
        FlightFile file = file("header\n" + text);
        ByteRange rows = new ByteRange("header\n".length(), Files.size(Path.of(file.location())));
        List<String> expected = text.lines().toList();

        for (int parts = 1; parts <= text.length() + 3; parts++) {
            List<Line> lines = new ArrayList<>();
            long reached = rows.start();
            for (ByteRange range : rows.split(parts)) {
                try (LineReader reader = LineReader.open(file, range)) {
                    assertThat(reader.position())
                            .as("range %s of %d begins where the one before stopped", range, parts)
                            .isEqualTo(reached);
                    for (Line line = reader.readLine(); line != null; line = reader.readLine()) {
                        lines.add(line);
                    }
                    reached = reader.position();
                }
            }
            assertThat(reached).isEqualTo(rows.end());
            assertThat(lines).as("%d ranges", parts).extracting(Line::text).containsExactlyElementsOf(expected);
        }
    }

    @Test
    void readLine_beginAtOffsetOfALine_readsThatLine() throws IOException {
        FlightFile file = file("header\na\nbb\nccc\n");
        List<Line> lines = readAll(file, new ByteRange(7, 16));

        for (Line line : lines) {
            assertThat(readAll(file, new ByteRange(line.offset(), 16)).get(0)).isEqualTo(line);
        }
        assertThat(lines).extracting(Line::offset).containsExactly(7L, 9L, 12L);
    }

    @Test
    void readLine_lineTooLong_isCutAndTheNextOneIsWhole() throws IOException {
        FlightFile file = file("x".repeat(3 * LineReader.MAX_LINE_BYTES) + "\nnext\n");

        List<Line> lines = readAll(file, new ByteRange(0, Long.MAX_VALUE));

        assertThat(lines).extracting(Line::truncated).containsExactly(true, false);
        assertThat(lines.get(0).text()).hasSize(LineReader.MAX_LINE_BYTES);
        assertThat(lines.get(1).text()).isEqualTo("next");
    }

    @Test
    void split_morePartsThanBytes_abutsAndCoversAll() {
        List<ByteRange> ranges = new ByteRange(10, 13).split(5);

        assertThat(ranges)
                .containsExactly(
                        new ByteRange(10, 11),
                        new ByteRange(11, 12),
                        new ByteRange(12, 13),
                        new ByteRange(13, 13),
                        new ByteRange(13, 13));
    }

    private FlightFile file(String text) throws IOException {
        return new FlightFile(
                Files.writeString(folder.resolve("lines.csv"), text).toString());
    }

    private static List<Line> readAll(FlightFile file, ByteRange range) throws IOException {
        List<Line> lines = new ArrayList<>();
        try (LineReader reader = LineReader.open(file, range)) {
            for (Line line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
            }
        }
        return lines;
    }
}
