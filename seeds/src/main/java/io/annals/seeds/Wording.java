package io.annals.seeds;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The words of made-up companies. Those of {@code keyword} say "blockchain" or "区块链", the others
 * never do.
 */
final class Wording {

    private static final String[] BRANDS =
            """
            云yun 创chuang 智zhi 数shu 星xing 海hai 天tian 博bo 瑞rui 恒heng 信xin 达da 鑫xin 华hua 融rong 通tong
            汇hui 诚cheng 明ming 宏hong 景jing 泰tai 安an 盛sheng 源yuan 丰feng 嘉jia 卓zhuo 越yue 腾teng 飞fei
            凌ling 锐rui 睿rui 思si 维wei 图tu 新xin 科ke 启qi 航hang 远yuan 征zheng 程cheng 联lian 邦bang 众zhong
            合he 聚ju 力li 金jin 银yin 玉yu 珠zhu 宝bao 德de 仁ren 义yi 礼li 和he 平ping 康kang 健jian 乐le 优you
            品pin 良liang 善shan 美mei 雅ya 风feng 雷lei 雨yu 雪xue 霖lin 松song 柏bai 竹zhu 梅mei 兰lan 菊ju 荷he
            山shan 川chuan 江jiang 河he 湖hu 洋yang 波bo 涛tao 石shi 岩yan 峰feng 岭ling 原yuan 野ye 林lin 森sen
            木mu 禾he 火huo 炎yan 光guang 辉hui 晨chen 曦xi 阳yang 月yue 辰chen 宇yu 宙zhou 极ji 元yuan 亨heng
            利li 贞zhen 乾qian 坤kun 震zhen 巽xun 凯kai 旋xuan 胜sheng 方fang 圆yuan 正zheng 立li 行xing
            """
                    .split("\\s+");

    private static final List<String> KEYWORD_TRADES =
            List.of(
                    "区块链科技|Blockchain Technology",
                    "区块链技术|Blockchain Tech",
                    "区块链信息科技|Blockchain Information Technology",
                    "区块链|Blockchain");
    private static final List<String> PLAIN_TRADES =
            List.of(
                    "信息科技|Information Technology",
                    "网络科技|Network Technology",
                    "数字科技|Digital Technology",
                    "软件|Software",
                    "智能科技|Intelligent Technology",
                    "电子商务|E-Commerce",
                    "商务服务|Business Services",
                    "供应链管理|Supply Chain Management",
                    "投资咨询|Investment Consulting",
                    "文化传播|Culture Communication");

    private static final List<String> KEYWORD_SCOPES =
            List.of("区块链技术开发", "区块链技术服务", "区块链信息系统集成服务", "区块链技术相关软件和服务");
    private static final List<String> PLAIN_SCOPES =
            List.of(
                    "软件开发",
                    "信息技术咨询服务",
                    "数据处理和存储服务",
                    "网络技术的研究、开发",
                    "计算机技术开发、技术服务",
                    "信息系统集成服务",
                    "商品信息咨询服务",
                    "企业管理咨询服务",
                    "大数据服务",
                    "物联网技术研究、开发",
                    "供应链管理",
                    "投资咨询服务",
                    "广告业",
                    "电子产品批发");

    private static final List<String> KEYWORD_PRODUCTS =
            List.of(
                    "区块链溯源平台",
                    "区块链电子存证系统",
                    "区块链供应链金融平台",
                    "区块链电子发票接口",
                    "区块链数字身份系统",
                    "Blockchain traceability SDK");
    private static final List<String> PLAIN_PRODUCTS =
            List.of("企业管理软件", "数据中台", "移动支付接口", "物联网网关", "小程序商城", "电子合同系统");

    private static final String[] INDUSTRIES = {
        "I6513", "I6513", "I6519", "I6531", "I6550", "I6560", "I6490", "I6450", "J6940", "L7299",
        "M7320", "M7519", "F5176", "F5292"
    };

    private Wording() {}

    /**
     * A brand of Chinese characters with its reading; different for different numbers below {@code
     * count}.
     */
    record Brand(String chinese, String pinyin) {

        static Brand of(int number, int count) {
            int characters = 2;
            long brands = (long) BRANDS.length * BRANDS.length;
            while (brands < count) {
                brands *= BRANDS.length;
                characters++;
            }
            long scattered = (number * 7_654_321L + 4_321L) % brands;
            var chinese = new StringBuilder();
            var pinyin = new StringBuilder();
            for (int i = 0; i < characters; i++) {
                String part = BRANDS[(int) (scattered % BRANDS.length)];
                scattered /= BRANDS.length;
                chinese.append(part, 0, 1);
                pinyin.append(part, 1, part.length());
            }
            return new Brand(
                    chinese.toString(),
                    pinyin.substring(0, 1).toUpperCase(Locale.ROOT) + pinyin.substring(1));
        }
    }

    /** A company's name in Chinese and English. */
    record Name(String chinese, String english) {}

    /** A name of the brand; another for another variant. */
    static Name name(Brand brand, boolean keyword, int variant) {
        List<String> trades = keyword ? KEYWORD_TRADES : PLAIN_TRADES;
        String[] trade = trades.get(variant % trades.size()).split("\\|");
        return new Name(
                "广州" + brand.chinese() + trade[0] + "有限公司",
                "Guangzhou " + brand.pinyin() + " " + trade[1] + " Co., Ltd.");
    }

    static String scope(boolean keyword, Dice dice) {
        Stream<String> plain = some(PLAIN_SCOPES, 2 + dice.below(3), dice);
        return (keyword ? Stream.concat(plain, some(KEYWORD_SCOPES, 1, dice)) : plain)
                .collect(Collectors.joining("；"));
    }

    static List<String> products(boolean keyword, Dice dice) {
        Stream<String> plain =
                some(PLAIN_PRODUCTS, keyword ? dice.below(2) : 1 + dice.below(2), dice);
        return (keyword
                        ? Stream.concat(some(KEYWORD_PRODUCTS, 1 + dice.below(2), dice), plain)
                        : plain)
                .toList();
    }

    /** A class of GB/T 4754-2017 other than the one given. */
    static String industry(String other, Dice dice) {
        String industry = dice.pick(INDUSTRIES);
        return industry.equals(other) ? industry(other, dice) : industry;
    }

    private static Stream<String> some(List<String> of, int count, Dice dice) {
        int start = dice.below(of.size());
        int step = 1 + dice.below(of.size() / 4 + 1);
        return Stream.iterate(start, i -> i + step)
                .map(i -> of.get(i % of.size()))
                .limit(count)
                .distinct();
    }
}
