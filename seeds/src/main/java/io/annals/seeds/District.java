package io.annals.seeds;

import java.time.LocalDate;
import java.util.List;

/**
 * Guangzhou's districts by today's borders, and Luogang, which went into Huangpu in 2014-02.
 *
 * <p>The report states the shares of Tianhe and Huangpu; those of the others are made up.
 */
enum District {
    TIANHE("440106", "天河区", 5341, "天河路", "体育西路", "黄埔大道西", "珠江东路", "五山路", "科韵路"),
    HUANGPU("440112", "黄埔区", 1699, "科学大道", "开创大道", "香雪大道", "揽月路", "开源大道", "黄埔东路"),
    LUOGANG("440116", "萝岗区", 0, "科学大道", "开创大道", "香雪大道", "揽月路"),
    LIWAN("440103", "荔湾区", 330, "中山七路", "芳村大道", "龙溪大道", "康王中路"),
    YUEXIU("440104", "越秀区", 1050, "环市东路", "中山五路", "东风中路", "北京路"),
    HAIZHU("440105", "海珠区", 1120, "新港中路", "江南大道中", "琶洲大道东", "工业大道"),
    BAIYUN("440111", "白云区", 1200, "白云大道北", "机场路", "三元里大道", "广州大道北"),
    PANYU("440113", "番禺区", 1240, "番禺大道北", "市桥大北路", "汉溪大道", "迎宾路"),
    HUADU("440114", "花都区", 420, "迎宾大道", "凤凰北路", "新华路", "天贵路"),
    NANSHA("440115", "南沙区", 860, "环市大道", "进港大道", "港前大道", "金隆路"),
    CONGHUA("440117", "从化区", 113, "河滨北路", "青云路", "新城东路"),
    ZENGCHENG("440118", "增城区", 350, "荔城大道", "新塘大道", "府佑路");

    private static final LocalDate REDRAWN = LocalDate.of(2014, 2, 1);

    /** How many of 13,723 companies are registered here, by today's borders. */
    final int share;

    private final String code;
    private final String chinese;
    private final List<String> roads;

    District(String code, String chinese, int share, String... roads) {
        this.code = code;
        this.chinese = chinese;
        this.share = share;
        this.roads = List.of(roads);
    }

    /** Its code in GB/T 2260 as of that day. */
    String codeOn(LocalDate day) {
        return on(day, code, "440183", "440184", "440112");
    }

    String addressOn(LocalDate day, Dice dice) {
        String name = on(day, chinese, "增城市", "从化市", "黄埔区");
        String road = roads.get(dice.below(roads.size()));
        return "广州市%s%s%d号%d房"
                .formatted(
                        name,
                        road,
                        1 + dice.below(400),
                        100 * (1 + dice.below(30)) + 1 + dice.below(30));
    }

    private String on(
            LocalDate day, String usual, String oldZengcheng, String oldConghua, String huangpu) {
        boolean redrawn = !day.isBefore(REDRAWN);
        return switch (this) {
            case ZENGCHENG -> redrawn ? usual : oldZengcheng;
            case CONGHUA -> redrawn ? usual : oldConghua;
            case LUOGANG -> redrawn ? huangpu : usual;
            case TIANHE, HUANGPU, LIWAN, YUEXIU, HAIZHU, BAIYUN, PANYU, HUADU, NANSHA -> usual;
        };
    }

    /** This district by today's borders. */
    District today() {
        return this == LUOGANG ? HUANGPU : this;
    }
}
