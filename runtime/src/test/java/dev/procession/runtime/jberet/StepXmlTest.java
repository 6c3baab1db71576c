// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.jberet.job.model.Chunk;
import org.jberet.job.model.Job;
import org.jberet.job.model.JobParser;
import org.jberet.job.model.Step;
import org.junit.jupiter.api.Test;

class StepXmlTest {

    private static final String CHUNK_JOB = """
            <job id="j" xmlns="https://jakarta.ee/xml/ns/jakartaee" version="2.0">
              <properties><property name="jobLevel" value="a &amp; b"/></properties>
              <step id="other"><batchlet ref="b"/></step>
              <step id="s" next="other">
                <properties><property name="procession.isolation" value="process"/></properties>
                <listeners><listener ref="l"><properties><property name="p" value="1"/></properties></listener></listeners>
                <chunk item-count="7" time-limit="3" skip-limit="5" retry-limit="2">
                  <reader ref="r"><properties><property name="from" value="&lt;0&gt;"/></properties></reader>
                  <processor ref="p"/>
                  <writer ref="w"/>
                  <skippable-exception-classes><include class="a.A"/><exclude class="a.B"/></skippable-exception-classes>
                  <retryable-exception-classes><include class="c.C"/></retryable-exception-classes>
                  <no-rollback-exception-classes><include class="d.D"/></no-rollback-exception-classes>
                </chunk>
                <partition><plan partitions="3"/><collector ref="c"/><analyzer ref="an"/></partition>
                <fail on="X"/>
              </step>
            </job>
            """;

    private static final String BATCHLET_JOB = """
            <job id="j" xmlns="https://jakarta.ee/xml/ns/jakartaee" version="2.0">
              <step id="s">
                <batchlet ref="b"><properties><property name="n" value="#{partitionPlan['x']}"/></properties></batchlet>
                <partition><mapper ref="m"/></partition>
              </step>
            </job>
            """;

    private static Job parse(String xml) throws Exception {
        return JobParser.parseJob(
                new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)),
                StepXmlTest.class.getClassLoader(),
                (publicId, systemId, base, namespace) -> null);
    }

    private static Step step(Job job, String id) {
        return job.getJobElements().stream()
                .map(Step.class::cast)
                .filter(step -> step.getId().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static Job rewritten(String xml) throws Exception {
        Job job = parse(xml);
        return parse(StepXml.write(job, step(job, "s")));
    }

    @Test
    void write_chunkStep_keepsAllThatAWorkerNeeds() throws Exception {
        Job job = rewritten(CHUNK_JOB);

        assertThat(job.getId()).isEqualTo("j");
        assertThat(job.getProperties().get("jobLevel")).isEqualTo("a & b");
        assertThat(job.getJobElements()).hasSize(1);
        Step step = step(job, "s");
        assertThat(step.getProperties().get("procession.isolation")).isEqualTo("process");
        assertThat(step.getListeners().getListeners().get(0).getRef()).isEqualTo("l");
        assertThat(step.getListeners().getListeners().get(0).getProperties().get("p"))
                .isEqualTo("1");
        assertThat(step.getPartition().getCollector().getRef()).isEqualTo("c");
        Chunk chunk = step.getChunk();
        assertThat(chunk.getItemCount()).isEqualTo("7");
        assertThat(chunk.getTimeLimit()).isEqualTo("3");
        assertThat(chunk.getSkipLimit()).isEqualTo("5");
        assertThat(chunk.getRetryLimit()).isEqualTo("2");
        assertThat(chunk.getReader().getProperties().get("from")).isEqualTo("<0>");
        assertThat(chunk.getProcessor().getRef()).isEqualTo("p");
        assertThat(chunk.getWriter().getRef()).isEqualTo("w");
        assertThat(chunk.getSkippableExceptionClasses().getInclude()).containsExactly("a.A");
        assertThat(chunk.getSkippableExceptionClasses().getExclude()).containsExactly("a.B");
        assertThat(chunk.getRetryableExceptionClasses().getInclude()).containsExactly("c.C");
        assertThat(chunk.getNoRollbackExceptionClasses().getInclude()).containsExactly("d.D");
    }

    @Test
    void write_stepWithoutCollector_hasNone() throws Exception {
        Step step = step(rewritten(BATCHLET_JOB), "s");

        assertThat(step.getBatchlet().getRef()).isEqualTo("b");
        assertThat(step.getPartition()).isNotNull();
        assertThat(step.getPartition().getCollector()).isNull();
    }

    @Test
    void write_valueOfSeveralLines_keepsThem() throws Exception {
        Job job = parse(BATCHLET_JOB);
        Step step = step(job, "s");
        step.getBatchlet().getProperties().getNameValues().put("n", "a\tb\r\n\"c\" 'd' <&> \u00e4 \ud83d\ude00");

        Step read = step(parse(StepXml.write(job, step)), "s");

        assertThat(read.getBatchlet().getProperties().get("n")).isEqualTo("a\tb\r\n\"c\" 'd' <&> \u00e4 \ud83d\ude00");
    }

    @Test
    void write_characterThatXmlLacks_saysWhichAndWhere() throws Exception {
        Job job = parse(BATCHLET_JOB);
        Step step = step(job, "s");
        step.getBatchlet().getProperties().getNameValues().put("n", "a\u0001b");

        assertThatThrownBy(() -> StepXml.write(job, step))
                .hasMessageContaining("step 's'")
                .hasMessageContaining("U+0001");
    }

    @Test
    void write_anyStep_isValidJobXml() throws Exception {
        Job job = parse(CHUNK_JOB);
        byte[] xml = StepXml.write(job, step(job, "s")).getBytes(StandardCharsets.UTF_8);

        assertThatCode(() -> JobXmlValidator.validate("s", xml)).doesNotThrowAnyException();
    }
}
