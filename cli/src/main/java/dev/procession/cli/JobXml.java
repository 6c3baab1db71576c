// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import java.io.ByteArrayInputStream;
import java.util.HashMap;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * What a Job XML says to the command that runs it. One that cannot be read says nothing: the runtime, which validates it, tells why.
 *
 * @param description the comment before the job; empty if there is none
 * @param properties the properties of the job itself
 */
record JobXml(String description, Map<String, String> properties) {

    static JobXml read(byte[] xml) {
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        Reading reading = new Reading();
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(xml));
            while (reader.hasNext() && !reading.done) {
                reading.take(reader, reader.next());
            }
        } catch (XMLStreamException e) {
            // what was read before the fault
        }
        return new JobXml(reading.description, Map.copyOf(reading.properties));
    }

    private static final class Reading {
        private final Map<String, String> properties = new HashMap<>();
        private String description = "";
        private int depth;
        private boolean done;

        void take(XMLStreamReader reader, int event) {
            switch (event) {
                case XMLStreamConstants.COMMENT -> comment(reader.getText());
                case XMLStreamConstants.START_ELEMENT -> begin(reader);
                case XMLStreamConstants.END_ELEMENT -> depth--;
                default -> {}
            }
        }

        private void comment(String text) {
            if (depth == 0 && !text.contains("SPDX")) {
                description = text.strip().replaceAll("\\s+", " ");
            }
        }

        private void begin(XMLStreamReader reader) {
            depth++;
            String name = reader.getLocalName();
            if (depth == 2 && !name.equals("properties")) {
                done = true; // properties come first
            } else if (depth == 3 && name.equals("property")) {
                properties.put(reader.getAttributeValue(null, "name"), reader.getAttributeValue(null, "value"));
            }
        }
    }
}
