<?xml version="1.0" encoding="UTF-8"?>
<!-- The page: where pages, columns and lines begin, what else stands on a page, pictures. -->
<xsl:stylesheet version="1.0"
    xmlns="http://www.w3.org/1999/xhtml"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:tei="http://www.tei-c.org/ns/1.0"
    xmlns:e="urn:engross:view"
    exclude-result-prefixes="tei e">

  <!-- A page begins, of which there is an image: its number leads there. -->
  <xsl:template match="tei:pb[@e:image][not(ancestor::tei:ref or ancestor::*[@e:href])]" priority="1">
    <xsl:variable name="external" select="contains(@e:image, '://')"/>
    <xsl:call-template name="gap-of-words"/>
    <span>
      <xsl:call-template name="attributes">
        <xsl:with-param name="also"><xsl:if test="@break = 'no' or @break = 'maybe'">in-word</xsl:if></xsl:with-param>
      </xsl:call-template>
      <a class="facs ui" href="{@e:image}" aria-label="{normalize-space(concat('page ', @n))}: image">
        <xsl:if test="$external"><xsl:attribute name="rel">external noreferrer</xsl:attribute></xsl:if>
        <xsl:choose>
          <xsl:when test="normalize-space(@n)"><xsl:value-of select="@n"/></xsl:when>
          <xsl:otherwise>–</xsl:otherwise>
        </xsl:choose>
      </a>
    </span>
  </xsl:template>

  <!-- A page begins. text.css shows @data-n in the margin. -->
  <xsl:template match="tei:pb">
    <xsl:call-template name="gap-of-words"/>
    <span role="separator">
      <xsl:call-template name="attributes">
        <xsl:with-param name="also"><xsl:if test="@break = 'no' or @break = 'maybe'">in-word</xsl:if></xsl:with-param>
      </xsl:call-template>
      <xsl:attribute name="aria-label">
        <xsl:choose>
          <xsl:when test="@n">page <xsl:value-of select="@n"/></xsl:when>
          <xsl:otherwise>new page</xsl:otherwise>
        </xsl:choose>
      </xsl:attribute>
      <xsl:attribute name="data-n">
        <xsl:choose>
          <xsl:when test="@n"><xsl:value-of select="@n"/></xsl:when>
          <xsl:otherwise>–</xsl:otherwise>
        </xsl:choose>
      </xsl:attribute>
    </span>
  </xsl:template>

  <xsl:template match="tei:cb | tei:gb | tei:milestone">
    <xsl:call-template name="gap-of-words"/>
    <span>
      <xsl:call-template name="attributes"/>
      <xsl:if test="@n"><xsl:attribute name="data-n"><xsl:value-of select="@n"/></xsl:attribute></xsl:if>
    </span>
  </xsl:template>

  <xsl:template match="tei:lb">
    <xsl:call-template name="gap-of-words"/>
    <br>
      <xsl:call-template name="attributes">
        <xsl:with-param name="also"><xsl:if test="@break = 'no' or @break = 'maybe'">in-word</xsl:if></xsl:with-param>
      </xsl:call-template>
    </br>
  </xsl:template>

  <!-- TEI: a break parts words unless it says break="no". Where no blank stands beside it, one is put, as the words
       would run together where breaks are not shown. -->
  <xsl:template name="gap-of-words">
    <xsl:variable name="blanks" select="' &#9;&#10;&#13;'"/>
    <xsl:if test="not(@break = 'no' or @break = 'maybe') and preceding-sibling::node()[1]">
      <xsl:variable name="before" select="preceding-sibling::node()[1]/self::text()"/>
      <xsl:variable name="after" select="following-sibling::node()[1]/self::text()"/>
      <xsl:variable name="inside"><xsl:apply-templates select=".." mode="holds-blocks"/></xsl:variable>
      <xsl:if test="$inside = '' and not($before and contains($blanks, substring($before, string-length($before))))
          and not($after and contains($blanks, substring($after, 1, 1)))">
        <xsl:text> </xsl:text>
      </xsl:if>
    </xsl:if>
  </xsl:template>

  <!-- Running heads, page numbers, catchwords, markings: in the diplomatic view only. -->
  <xsl:template match="tei:fw">
    <xsl:call-template name="inline"><xsl:with-param name="also">furniture</xsl:with-param></xsl:call-template>
  </xsl:template>

  <!-- Stamps of those who kept the file are shown with the furniture; the document's own markings are always shown. -->
  <xsl:template match="tei:stamp[@type = 'declassification' or @type = 'registry' or @type = 'copy' or @type = 'received']">
    <xsl:call-template name="inline"><xsl:with-param name="also">furniture</xsl:with-param></xsl:call-template>
  </xsl:template>
  <xsl:template match="tei:stamp">
    <xsl:call-template name="inline"/>
  </xsl:template>

  <!-- A row that has nothing else. -->
  <xsl:template match="tei:row[tei:cell//tei:stamp[@type = 'declassification' or @type = 'registry' or @type = 'copy' or @type = 'received']]
      [not(tei:cell//text()[normalize-space()][not(ancestor::tei:stamp)])]" priority="1">
    <tr>
      <xsl:call-template name="attributes"><xsl:with-param name="also">furniture</xsl:with-param></xsl:call-template>
      <xsl:apply-templates select="tei:cell"/>
    </tr>
    <xsl:call-template name="newline"/>
  </xsl:template>

  <!-- Pictures: the site names those that it has, and those that are elsewhere; of others the description is all there
       is. -->
  <xsl:template match="tei:figure">
    <figure>
      <xsl:call-template name="attributes"/>
      <xsl:apply-templates/>
    </figure>
    <xsl:call-template name="newline"/>
  </xsl:template>

  <xsl:template match="tei:graphic | tei:media">
    <xsl:if test="@e:href">
      <img src="{@e:href}">
        <xsl:attribute name="alt"><xsl:value-of select="normalize-space((tei:desc | ../tei:figDesc)[1])"/></xsl:attribute>
        <xsl:attribute name="class">tei-graphic</xsl:attribute>
      </img>
    </xsl:if>
    <xsl:if test="@e:image and not(ancestor::tei:ref or ancestor::*[@e:href])">
      <a class="picture ui" href="{@e:image}">
        <xsl:if test="contains(@e:image, '://')"><xsl:attribute name="rel">external noreferrer</xsl:attribute></xsl:if>
        <xsl:text>Picture: </xsl:text><xsl:value-of select="normalize-space(@url)"/>
      </a>
    </xsl:if>
    <xsl:apply-templates/>
  </xsl:template>

  <!-- The images of a file that has no text. -->
  <xsl:template match="tei:facsimile">
    <div>
      <xsl:call-template name="attributes"/>
      <xsl:apply-templates/>
    </div>
  </xsl:template>

  <xsl:template match="tei:facsimile//tei:surface">
    <figure>
      <xsl:call-template name="attributes"/>
      <xsl:apply-templates/>
      <xsl:if test="normalize-space(@n)"><figcaption class="ui"><xsl:value-of select="@n"/></figcaption></xsl:if>
    </figure>
    <xsl:call-template name="newline"/>
  </xsl:template>

  <xsl:template match="tei:figDesc">
    <xsl:call-template name="paragraph"/>
  </xsl:template>

</xsl:stylesheet>
