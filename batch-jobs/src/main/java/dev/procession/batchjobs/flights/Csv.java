// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.flights;

import java.util.ArrayList;
import java.util.List;

/** One line of comma-separated values, fields quoted as in RFC 4180 where need be. */
final class Csv {

    private Csv() {}

    /** Splits without a regular expression: this runs once a row. A field may not contain a line end. */
    static List<String> split(String line) {
        if (line.indexOf('"') >= 0) {
            return splitQuoted(line);
        }
        List<String> fields = new ArrayList<>(8);
        int start = 0;
        for (int comma = line.indexOf(','); comma >= 0; comma = line.indexOf(',', start)) {
            fields.add(line.substring(start, comma));
            start = comma + 1;
        }
        fields.add(line.substring(start));
        return fields;
    }

    private static List<String> splitQuoted(String line) {
        List<String> fields = new ArrayList<>(8);
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                field.append('"');
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString());
        return fields;
    }

    static String join(Object... fields) {
        StringBuilder line = new StringBuilder();
        for (Object field : fields) {
            if (line.length() > 0) {
                line.append(',');
            }
            line.append(quoted(field.toString()));
        }
        return line.append('\n').toString();
    }

    private static String quoted(String field) {
        boolean plain =
                field.indexOf(',') < 0 && field.indexOf('"') < 0 && field.indexOf('\n') < 0 && field.indexOf('\r') < 0;
        return plain ? field : '"' + field.replace("\"", "\"\"") + '"';
    }
}
