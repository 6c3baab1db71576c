// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.batch.operations.JobStartException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobXmlValidatorTest {

    private static void validate(String xml) {
        JobXmlValidator.validate("my.xml", xml.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<job id='j' xmlns='https://jakarta.ee/xml/ns/jakartaee' version='2.0'><step id='s'><batchlet ref='b'/></step></job>",
                "<job id='j' xmlns='http://xmlns.jcp.org/xml/ns/javaee' version='1.0'><step id='s'><batchlet ref='b'/></step></job>",
                "<job id='j' parent='base' jsl-name='base'><step id='s'><batchlet ref=''><script type='x'>1+1</script></batchlet></step></job>"
            })
    void validate_jobXml_isAccepted(String xml) {
        assertThatCode(() -> validate(xml)).doesNotThrowAnyException();
    }

    @Test
    void validate_malformed_namesFileLineAndColumn() {
        assertThatThrownBy(() -> validate("<job id='j'>\n  <step id='s'>\n</job>"))
                .isInstanceOf(JobStartException.class)
                .hasMessageContaining("my.xml, line 3, column");
    }

    @Test
    void validate_unknownElement_namesItAndItsPlace() {
        assertThatThrownBy(() -> validate("<job id='j'>\n  <step id='s'><batchlett ref='b'/></step>\n</job>"))
                .isInstanceOf(JobStartException.class)
                .hasMessageContaining("my.xml, line 2, column")
                .hasMessageContaining("batchlett");
    }

    @Test
    void validate_missingId_isRefused() {
        assertThatThrownBy(() -> validate("<job><step id='s'><batchlet ref='b'/></step></job>"))
                .isInstanceOf(JobStartException.class)
                .hasMessageContaining("'id'");
    }

    @Test
    void validate_externalEntity_isRefused() {
        String xml = "<!DOCTYPE job [<!ENTITY x SYSTEM 'file:///etc/hostname'>]>\n<job id='&x;'/>";

        assertThatThrownBy(() -> validate(xml))
                .isInstanceOf(JobStartException.class)
                .hasMessageContaining("DOCTYPE");
    }
}
