// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import jakarta.batch.operations.BatchRuntimeException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Builds an XML text whose values come out of a parser as they went in. Rejected: the JDK's stream writer, which leaves line ends and tabs in
 * attributes as they are, so that a parser reads blanks.
 */
final class XmlText {

    private final StringBuilder text = new StringBuilder(1024);
    private final Deque<String> open = new ArrayDeque<>();
    private boolean inTag;

    XmlText start(String element) {
        endTag(">");
        text.append('<').append(element);
        open.push(element);
        inTag = true;
        return this;
    }

    /**
     * An attribute of the element that was started last.
     *
     * @throws BatchRuntimeException if the value contains a character that XML has no way to write
     */
    XmlText attribute(String name, String value) {
        text.append(' ').append(name).append("=\"");
        append(value);
        text.append('"');
        return this;
    }

    /**
     * Text within the element that was started last.
     *
     * @throws BatchRuntimeException if it contains a character that XML has no way to write
     */
    XmlText characters(String value) {
        endTag(">");
        append(value);
        return this;
    }

    XmlText end() {
        String element = open.pop();
        if (inTag) {
            endTag("/>");
        } else {
            text.append("</").append(element).append('>');
        }
        return this;
    }

    private void endTag(String with) {
        if (inTag) {
            text.append(with);
            inTag = false;
        }
    }

    private void append(String value) {
        value.codePoints().forEach(c -> {
            if (c == '<' || c == '>' || c == '&' || c == '"' || c == '\n' || c == '\r' || c == '\t') {
                text.append("&#").append(c).append(';');
            } else if (c < ' ' || c == 0xFFFE || c == 0xFFFF || (c >= 0xD800 && c <= 0xDFFF)) {
                throw new BatchRuntimeException(String.format(
                        "'%s' contains the character U+%04X, which no XML can carry; encode it", value, c));
            } else {
                text.appendCodePoint(c);
            }
        });
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
