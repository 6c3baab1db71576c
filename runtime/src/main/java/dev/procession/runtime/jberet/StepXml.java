// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import java.io.StringWriter;
import java.util.List;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.jberet.job.model.Chunk;
import org.jberet.job.model.ExceptionClassFilter;
import org.jberet.job.model.Job;
import org.jberet.job.model.Listeners;
import org.jberet.job.model.Properties;
import org.jberet.job.model.RefArtifact;
import org.jberet.job.model.Script;
import org.jberet.job.model.Step;
import org.jspecify.annotations.Nullable;

/**
 * Writes a step, as resolved for one partition, as a Job XML of its own (Jakarta Batch 2.1, section 8).
 *
 * <p>Rejected: shipping the job's XML as the user wrote it. A worker would then have to resolve inheritance, system properties
 * and partition properties again, with other values than the coordinator's, and a job built in Java has no XML.
 */
final class StepXml {

    private static final XMLOutputFactory FACTORY = XMLOutputFactory.newDefaultFactory();
    private static final String NAMESPACE = "https://jakarta.ee/xml/ns/jakartaee";

    private final XMLStreamWriter xml;

    private StepXml(XMLStreamWriter xml) {
        this.xml = xml;
    }

    static String write(Job job, Step step) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter writer = FACTORY.createXMLStreamWriter(text);
            new StepXml(writer).job(job, step);
            writer.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("could not write step " + step.getId(), e); // a string does not fail
        }
        return text.toString();
    }

    private void job(Job job, Step step) throws XMLStreamException {
        xml.writeStartElement("job");
        xml.writeDefaultNamespace(NAMESPACE);
        xml.writeAttribute("version", "2.0");
        attribute("id", job.getId());
        properties(job.getProperties());
        step(step);
        xml.writeEndElement();
    }

    private void step(Step step) throws XMLStreamException {
        xml.writeStartElement("step");
        attribute("id", step.getId());
        properties(step.getProperties());
        listeners(step.getListeners());
        artifact("batchlet", step.getBatchlet());
        chunk(step.getChunk());
        xml.writeStartElement("partition");
        artifact("collector", step.getPartition().getCollector());
        xml.writeEndElement();
        xml.writeEndElement();
    }

    private void chunk(@Nullable Chunk chunk) throws XMLStreamException {
        if (chunk == null) {
            return;
        }
        xml.writeStartElement("chunk");
        attribute("checkpoint-policy", chunk.getCheckpointPolicy());
        attribute("item-count", chunk.getItemCount());
        attribute("time-limit", chunk.getTimeLimit());
        attribute("skip-limit", chunk.getSkipLimit());
        attribute("retry-limit", chunk.getRetryLimit());
        artifact("reader", chunk.getReader());
        artifact("processor", chunk.getProcessor());
        artifact("writer", chunk.getWriter());
        artifact("checkpoint-algorithm", chunk.getCheckpointAlgorithm());
        exceptionClasses("skippable-exception-classes", chunk.getSkippableExceptionClasses());
        exceptionClasses("retryable-exception-classes", chunk.getRetryableExceptionClasses());
        exceptionClasses("no-rollback-exception-classes", chunk.getNoRollbackExceptionClasses());
        xml.writeEndElement();
    }

    private void exceptionClasses(String element, @Nullable ExceptionClassFilter filter) throws XMLStreamException {
        if (filter == null) {
            return;
        }
        xml.writeStartElement(element);
        classes("include", filter.getInclude());
        classes("exclude", filter.getExclude());
        xml.writeEndElement();
    }

    private void classes(String element, List<String> names) throws XMLStreamException {
        for (String name : names) {
            xml.writeEmptyElement(element);
            attribute("class", name);
        }
    }

    private void listeners(@Nullable Listeners listeners) throws XMLStreamException {
        if (listeners == null) {
            return;
        }
        xml.writeStartElement("listeners");
        for (RefArtifact listener : listeners.getListeners()) {
            artifact("listener", listener);
        }
        xml.writeEndElement();
    }

    private void artifact(String element, @Nullable RefArtifact artifact) throws XMLStreamException {
        if (artifact == null) {
            return;
        }
        xml.writeStartElement(element);
        attribute("ref", artifact.getRef());
        properties(artifact.getProperties());
        script(artifact.getScript());
        xml.writeEndElement();
    }

    private void script(@Nullable Script script) throws XMLStreamException {
        if (script == null) {
            return;
        }
        xml.writeStartElement("script");
        attribute("type", script.getType());
        attribute("src", script.getSrc());
        if (script.getContent() != null) {
            xml.writeCharacters(script.getContent());
        }
        xml.writeEndElement();
    }

    private void properties(@Nullable Properties properties) throws XMLStreamException {
        if (properties == null) {
            return;
        }
        xml.writeStartElement("properties");
        for (var property : properties.getNameValues().entrySet()) {
            xml.writeEmptyElement("property");
            attribute("name", property.getKey());
            attribute("value", property.getValue());
        }
        xml.writeEndElement();
    }

    private void attribute(String name, @Nullable String value) throws XMLStreamException {
        if (value != null) {
            xml.writeAttribute(name, value);
        }
    }
}
