// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import jakarta.batch.operations.BatchRuntimeException;
import java.util.List;
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

    private static final String NAMESPACE = "https://jakarta.ee/xml/ns/jakartaee";

    private final XmlText xml = new XmlText();

    private StepXml() {}

    /**
     * The text.
     *
     * @throws BatchRuntimeException if a value contains a character that XML has no way to write
     */
    static String write(Job job, Step step) {
        StepXml text = new StepXml();
        try {
            text.job(job, step);
        } catch (BatchRuntimeException e) {
            throw new BatchRuntimeException(
                    "step '" + step.getId() + "' cannot be sent to workers: " + e.getMessage(), e);
        }
        return text.xml.toString();
    }

    private void job(Job job, Step step) {
        xml.start("job");
        attribute("xmlns", NAMESPACE);
        attribute("version", "2.0");
        attribute("id", job.getId());
        properties(job.getProperties());
        step(step);
        xml.end();
    }

    private void step(Step step) {
        xml.start("step");
        attribute("id", step.getId());
        properties(step.getProperties());
        listeners(step.getListeners());
        artifact("batchlet", step.getBatchlet());
        chunk(step.getChunk());
        xml.start("partition");
        artifact("collector", step.getPartition().getCollector());
        xml.end();
        xml.end();
    }

    private void chunk(@Nullable Chunk chunk) {
        if (chunk == null) {
            return;
        }
        xml.start("chunk");
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
        xml.end();
    }

    private void exceptionClasses(String element, @Nullable ExceptionClassFilter filter) {
        if (filter == null) {
            return;
        }
        xml.start(element);
        classes("include", filter.getInclude());
        classes("exclude", filter.getExclude());
        xml.end();
    }

    private void classes(String element, List<String> names) {
        for (String name : names) {
            xml.start(element);
            attribute("class", name);
            xml.end();
        }
    }

    private void listeners(@Nullable Listeners listeners) {
        if (listeners == null) {
            return;
        }
        xml.start("listeners");
        for (RefArtifact listener : listeners.getListeners()) {
            artifact("listener", listener);
        }
        xml.end();
    }

    private void artifact(String element, @Nullable RefArtifact artifact) {
        if (artifact == null) {
            return;
        }
        xml.start(element);
        attribute("ref", artifact.getRef());
        properties(artifact.getProperties());
        script(artifact.getScript());
        xml.end();
    }

    private void script(@Nullable Script script) {
        if (script == null) {
            return;
        }
        xml.start("script");
        attribute("type", script.getType());
        attribute("src", script.getSrc());
        if (script.getContent() != null) {
            xml.characters(script.getContent());
        }
        xml.end();
    }

    private void properties(@Nullable Properties properties) {
        if (properties == null) {
            return;
        }
        xml.start("properties");
        for (var property : properties.getNameValues().entrySet()) {
            xml.start("property");
            attribute("name", property.getKey());
            attribute("value", property.getValue());
            xml.end();
        }
        xml.end();
    }

    private void attribute(String name, @Nullable String value) {
        if (value != null) {
            xml.attribute(name, value);
        }
    }
}
