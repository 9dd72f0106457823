package io.annals.command.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.annals.command.platform.Problem;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;

class CsvTest {

    @Test
    void a_row_says_what_a_line_of_json_says() throws IOException {
        assertThat(
                        lines(
                                """
                                command,id,name,region,creditCode,products,registeredCapital.amount,source.id
                                companies.register,com_a,360,440106,,ledger; wallet;,5.00,src_a
                                companies.declare-products,com_a,,,,;,,src_a
                                """))
                .containsExactly(
                        "",
                        json(
                                "{'command':'companies.register','id':'com_a','name':'360','region':'440106',"
                                    + "'products':['ledger','wallet'],'registeredCapital':{'amount':5.00},"
                                    + "'source':{'id':'src_a'}}"),
                        json(
                                "{'command':'companies.declare-products','id':'com_a','products':[],"
                                    + "'source':{'id':'src_a'}}"));
    }

    @Test
    void a_cell_is_an_object_where_the_field_is_no_text() throws IOException {
        assertThat(
                        lines(
                                """
                                command,capacity,founders,name,sequence,data.tenants,data.note
                                parks.open,"{""about"":300}","F;{""name"":""X"",""id"":""com_x""}",{A},,,
                                parks.correct,,,,2,7,7
                                parks.resize,{300,,,,
                                """))
                .containsExactly(
                        "",
                        json(
                                "{'command':'parks.open','capacity':{'about':300},"
                                    + "'founders':['F',{'name':'X','id':'com_x'}],'name':'{A}'}"),
                        json(
                                "{'command':'parks.correct','sequence':2,'data':{'tenants':7,'note':'7'}}"),
                        json("{'command':'parks.resize','capacity':'{300'}"));
    }

    @Test
    void each_row_has_the_number_of_the_line_at_which_it_begins() throws IOException {
        assertThat(lines("\uFEFFcommand,note\r\na,\"1\r\n2\n3\"\r\n\r\n,\r\nb,4,,extra"))
                .containsExactly(
                        "",
                        json("{'command':'a','note':'1\\r\\n2\\n3'}"),
                        "",
                        "",
                        "",
                        "",
                        json("{'command':'b','note':'4','column 4':'extra'}"));
        assertThat(lines("command")).containsExactly("");
    }

    @Test
    void a_field_that_two_columns_state_and_a_broken_cell_are_refused() {
        for (String header : List.of("id,id", "source.id,source", "a,b,a.b.c")) {
            assertThatThrownBy(() -> lines(header)).as(header).isInstanceOf(Problem.class);
        }
        assertThatThrownBy(() -> lines("id\n\"a\"b\n")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> lines("id\n\"a\n")).isInstanceOf(IOException.class);
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }

    private static List<String> lines(String csv) throws IOException {
        Csv reader = new Csv(new StringReader(csv));
        List<String> lines = new ArrayList<>();
        for (String line = reader.next(); line != null; line = reader.next()) {
            lines.add(line);
        }
        return lines;
    }
}
