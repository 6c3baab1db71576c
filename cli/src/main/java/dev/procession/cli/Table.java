// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import java.util.ArrayList;
import java.util.List;

/** Text in aligned columns; numbers to the right. */
final class Table {

    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();
    private final String indent;

    private Table(String indent, List<String> header) {
        this.indent = indent;
        rows.add(header);
    }

    static Table of(String indent, String... header) {
        return new Table(indent, List.of(header));
    }

    /** Adds a row with as many cells as the header has. */
    Table row(String... cells) {
        if (cells.length != rows.get(0).size()) {
            throw new IllegalArgumentException(
                    cells.length + " cells in a table of " + rows.get(0).size() + " columns");
        }
        rows.add(List.of(cells));
        return this;
    }

    List<String> lines() {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        boolean[] numeric = new boolean[columns];
        for (int column = 0; column < columns; column++) {
            int index = column;
            widths[column] =
                    rows.stream().mapToInt(row -> row.get(index).length()).max().orElse(0);
            numeric[column] = rows.size() > 1
                    && rows.stream().skip(1).allMatch(row -> isNumber(row.get(index)))
                    && rows.stream().skip(1).anyMatch(row -> !isAbsent(row.get(index)));
        }
        return rows.stream().map(row -> line(row, widths, numeric)).toList();
    }

    private String line(List<String> row, int[] widths, boolean[] numeric) {
        StringBuilder line = new StringBuilder(indent);
        for (int column = 0; column < widths.length; column++) {
            String cell = row.get(column);
            String padding = " ".repeat(widths[column] - cell.length());
            line.append(column == 0 ? "" : GAP).append(numeric[column] ? padding + cell : cell + padding);
        }
        return line.toString().stripTrailing();
    }

    private static boolean isNumber(String cell) {
        return isAbsent(cell) || cell.chars().allMatch(c -> Character.isDigit(c) || c == ',');
    }

    private static boolean isAbsent(String cell) {
        return cell.isEmpty() || cell.equals("-");
    }
}
