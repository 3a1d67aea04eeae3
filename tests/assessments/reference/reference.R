# Independent figures for tests/assessments/test_statistics_reference.py. On Debian 12:
#   apt-get install r-base-core r-cran-psych      (R 4.2.2, psych 2.2.9)
#   Rscript tests/assessments/reference/reference.R > tests/assessments/reference/reference.csv
# Difficulty, corrected item-total correlation and alpha by psych; Mantel-Haenszel by stats::mantelhaen.test, strata = rest
# score, reference group "en", with continuity correction; log_se from its confidence interval (Robins, Breslow, Greenland).
suppressMessages(library(psych))
answers <- read.csv("tests/assessments/reference/answers.csv")
items <- answers[, grepl("^item", names(answers))]
say <- function(figure, item, value) cat(figure, item, sprintf("%.15g", value), sep = ",", fill = TRUE)
cat("figure,item,value\n")
found <- alpha(items, warnings = FALSE)
say("alpha", "", found$total$raw_alpha)
total <- rowSums(items)
say("sem", "", sd(total) * sqrt(1 - found$total$raw_alpha))
for (name in names(items)) {
  say("facility", name, mean(items[[name]]))
  say("discrimination", name, found$item.stats[name, "r.drop"])
  rest <- total - items[[name]]
  large <- rest %in% as.numeric(names(which(table(rest) > 1)))
  cells <- table(
    factor(answers$language[large], c("en", "fr")),
    factor(items[[name]][large], c(1, 0)),
    rest[large]
  )
  test <- mantelhaen.test(cells, correct = TRUE)
  say("odds_ratio", name, unname(test$estimate))
  say("delta", name, -2.35 * log(unname(test$estimate)))
  say("chi_square", name, unname(test$statistic))
  say("log_se", name, unname((log(test$conf.int[2]) - log(test$estimate)) / qnorm(0.975)))
}
