// SPDX-License-Identifier: Apache-2.0
import blue.strategic.parquet.Hydrator;
import blue.strategic.parquet.ParquetReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.stream.Stream;

/** Writes the rows of a flat Parquet file as CSV, under a header of the caller: {@code ParquetToCsv IN.parquet OUT.csv HEADER}. */
final class ParquetToCsv {

    public static void main(String[] args) throws IOException {
        String header = args[2];
        String[] columns = header.split(",");
        long rows = 0;
        try (Stream<String> lines = ParquetReader.streamContent(Path.of(args[0]).toFile(), new Row(), path -> {
                    for (int i = 0; i < columns.length; i++) {
                        if (columns[i].equals(path[0])) {
                            return i;
                        }
                    }
                    return null;
                });
                BufferedWriter out = Files.newBufferedWriter(Path.of(args[1]))) {
            out.write(header + '\n');
            for (Iterator<String> line = lines.iterator(); line.hasNext(); rows++) {
                out.write(line.next());
            }
        }
        System.out.println(rows);
    }

    /** One line, the fields in the order of the header, missing values empty. */
    private static final class Row implements Hydrator<StringBuilder, String, Integer> {

        private int column;

        @Override
        public StringBuilder start() {
            column = 0;
            return new StringBuilder(48);
        }

        @Override
        public StringBuilder add(StringBuilder line, Integer index, Object value) {
            if (index != column++) {
                throw new IllegalArgumentException("The columns of the file are not in the order of the header");
            }
            if (index > 0) {
                line.append(',');
            }
            return value == null ? line : line.append(value);
        }

        @Override
        public String finish(StringBuilder line) {
            return line.append('\n').toString();
        }
    }
}
