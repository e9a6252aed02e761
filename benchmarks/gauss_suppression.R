# The peer of benchmarks/disclosure.py: GaussSuppression on the same records, counts of 1 and 2 protected, zeros published.
# Rscript gauss_suppression.R RECORDS.csv EDGES.csv METHOD writes the seconds that suppression took, then the cells that are
# suppressed, as year,region,form.
suppressPackageStartupMessages(library(GaussSuppression))
arguments <- commandArgs(TRUE)
records <- read.csv(arguments[1], colClasses = "character")
records$n <- as.integer(records$n)
edges <- read.csv(arguments[2], colClasses = "character")

height <- function(code) {
  parts <- edges$child[edges$parent == code]
  if (length(parts)) 1L + max(sapply(parts, height)) else 0L
}

region <- data.frame(
  mapsFrom = edges$child, mapsTo = edges$parent, sign = 1L, level = sapply(edges$parent, height)
)
table <- aggregate(n ~ year + region + form, records, sum)
begin <- proc.time()
found <- SuppressSmallCounts(
  table, maxN = 2, freqVar = "n", hierarchies = list(year = "Total", region = region, form = "Total"),
  protectZeros = FALSE, singletonMethod = arguments[3], printInc = FALSE
)
cat((proc.time() - begin)[["user.self"]], "\n", sep = "")
write.table(found[found$suppressed, c("year", "region", "form")], sep = ",", quote = FALSE, row.names = FALSE, col.names = FALSE)
