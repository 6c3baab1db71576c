// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import jakarta.batch.operations.JobStartException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URL;
import java.util.Set;
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import javax.xml.transform.sax.SAXSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import javax.xml.validation.Validator;
import org.jberet.job.model.Job;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Attributes;
import org.xml.sax.ErrorHandler;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.XMLReader;
import org.xml.sax.helpers.AttributesImpl;
import org.xml.sax.helpers.XMLFilterImpl;

/**
 * Refuses a Job XML that is malformed, has a document type (and with it external entities), or does not follow the schema of Jakarta
 * Batch, and says at which line and column.
 *
 * <p>JBeret brings the schema under the namespace of the time before Jakarta, and its parser allows more than the schema: job inheritance
 * and scripts. So the document is seen through a filter that maps the namespace and leaves these out.
 */
final class JobXmlValidator {

    private static final String SCHEMA_NAMESPACE = "http://xmlns.jcp.org/xml/ns/javaee";

    private JobXmlValidator() {}

    /** Loads the schema on first use: workers never do. */
    private static final class SchemaHolder {
        static final Schema SCHEMA = load();

        private static Schema load() {
            URL xsd = Job.class.getClassLoader().getResource("jobXML_1_0.xsd");
            try {
                return SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                        .newSchema(xsd);
            } catch (SAXException e) {
                throw new IllegalStateException("the Job XML schema " + xsd + " cannot be read", e);
            }
        }
    }

    /**
     * Checks a document.
     *
     * @throws JobStartException with the document's name, the line, the column and what is wrong there
     */
    static void validate(String name, byte[] xml) {
        try {
            SAXParserFactory parsers = SAXParserFactory.newDefaultInstance();
            parsers.setNamespaceAware(true);
            parsers.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            Validator validator = SchemaHolder.SCHEMA.newValidator();
            validator.setErrorHandler(new Strict());
            validator.validate(new SAXSource(
                    new Tolerant(parsers.newSAXParser().getXMLReader()),
                    new InputSource(new ByteArrayInputStream(xml))));
        } catch (SAXParseException e) {
            throw new JobStartException(name + ", line " + e.getLineNumber() + ", column " + e.getColumnNumber() + ": "
                    + withoutCode(e.getMessage()));
        } catch (SAXException | IOException | ParserConfigurationException e) {
            throw new JobStartException(name + " cannot be read as XML: " + e.getMessage(), e);
        }
    }

    /** Xerces puts a rule's code before the text; it helps nobody here. */
    private static String withoutCode(@Nullable String message) {
        return message == null
                ? "malformed XML"
                : message.replaceFirst("^cvc-[\\w.-]+: ", "").replace("\"" + SCHEMA_NAMESPACE + "\":", "");
    }

    private static final class Strict implements ErrorHandler {
        @Override
        public void warning(SAXParseException e) {
            // A warning refuses nothing.
        }

        @Override
        public void error(SAXParseException e) throws SAXException {
            throw e;
        }

        @Override
        public void fatalError(SAXParseException e) throws SAXException {
            throw e;
        }
    }

    private static final class Tolerant extends XMLFilterImpl {
        private static final Set<String> INHERITANCE = Set.of("abstract", "parent", "jsl-name", "merge");
        private int scriptDepth;

        Tolerant(XMLReader parent) {
            super(parent);
        }

        @Override
        public void startElement(String uri, String name, String qualifiedName, Attributes attributes)
                throws SAXException {
            if (scriptDepth > 0 || name.equals("script")) {
                scriptDepth++;
                return;
            }
            super.startElement(SCHEMA_NAMESPACE, name, qualifiedName, adapt(name, attributes));
        }

        private static Attributes adapt(String element, Attributes attributes) {
            AttributesImpl adapted = new AttributesImpl(attributes);
            for (int i = adapted.getLength() - 1; i >= 0; i--) {
                if (INHERITANCE.contains(adapted.getLocalName(i))
                        || !adapted.getURI(i).isEmpty()
                        || (element.equals("job") && adapted.getLocalName(i).equals("version"))) {
                    adapted.removeAttribute(i);
                }
            }
            if (element.equals("job")) {
                adapted.addAttribute("", "version", "version", "CDATA", "1.0");
            }
            return adapted;
        }

        @Override
        public void endElement(String uri, String name, String qualifiedName) throws SAXException {
            if (scriptDepth > 0) {
                scriptDepth--;
                return;
            }
            super.endElement(SCHEMA_NAMESPACE, name, qualifiedName);
        }

        @Override
        public void characters(char[] text, int start, int length) throws SAXException {
            if (scriptDepth == 0) {
                super.characters(text, start, length);
            }
        }
    }
}
